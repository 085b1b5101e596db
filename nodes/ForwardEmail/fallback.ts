import { fieldsOf, listOf, sameId, textOf, type GraphResult } from '../shared/graph';
import { readMailboxPurpose } from '../shared/holdings/mailbox';
import { findByMail, isExternal, personOf, readPerson } from '../shared/holdings/people';
import { isLeaving } from '../shared/step/leaving';
import type { Person } from '../shared/step/offboarding';
import type { StepContext } from '../shared/step/step';
import type { Recipient } from './inboxRule';

const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ADDRESS = /^[^\s@/<>"\p{C}]+@[^\s@/<>"\p{C}]+\.[^\s@/<>"\p{C}]+$/u;

/** The Fallback Recipient of the node, checked before anything is sent. */
export type FallbackOption =
	| { readonly ok: true; readonly key: string | null }
	| { readonly ok: false; readonly problem: string };

/** @param value what stands in the field; empty: no fallback */
export function fallbackIn(value: unknown): FallbackOption {
	const text = typeof value === 'string' ? value.trim() : null;
	if (text === '' || value === undefined || value === null) return { ok: true, key: null };
	if (text !== null && (OBJECT_ID.test(text) || ADDRESS.test(text))) return { ok: true, key: text };
	return {
		ok: false,
		problem:
			'Fallback Recipient is neither an object ID nor a user principal name or mail address such as leavers@contoso.com. Nothing was sent.',
	};
}

/** Who takes the mail when no manager can. */
export type Fallback =
	| {
			readonly ok: true;
			readonly recipient: Recipient;
			readonly isGuest: boolean;
			/** False: an address that nobody in the directory has, such as a group's or a contact's. */
			readonly isKnown: boolean;
	  }
	| { readonly ok: false; readonly problem: string };

/**
 * Finds the fallback recipient: by object id, by user principal name, by mail address, or takes the address as it is.
 *
 * @throws GraphFailure when the directory can't be asked
 */
export async function findFallback(context: StepContext, key: string): Promise<Fallback> {
	const { graph, employee } = context;
	const isId = OBJECT_ID.test(key);
	const results = await graph.together(
		isId ? [readPerson(key)] : [readPerson(key), findByMail(key)],
	);
	const people = results.flatMap(peopleIn);
	const [person] = people;
	if (!person) {
		return isId
			? { ok: false, problem: `There is no user ${key} to fall back on.` }
			: { ok: true, recipient: { address: key, name: key }, isGuest: false, isKnown: false };
	}
	if (people.some(({ id }) => !sameId(id, person.id))) {
		return { ok: false, problem: `The fallback recipient ${key} fits more than one user.` };
	}
	if (sameId(person.id, employee.id)) {
		return { ok: false, problem: 'The fallback recipient is the leaver.' };
	}
	if (isLeaving(person, context.leaving)) {
		return { ok: false, problem: `The fallback recipient ${key} is leaving too.` };
	}
	if (person.mail === null) {
		return { ok: false, problem: `The fallback recipient ${key} has no mail address.` };
	}
	if (person.accountEnabled === false && !(await isShared(context, person))) {
		return { ok: false, problem: `The account of the fallback recipient ${key} is disabled.` };
	}
	const recipient = { address: person.mail, name: person.displayName };
	return { ok: true, recipient, isGuest: isExternal(person), isKnown: true };
}

function peopleIn(result: GraphResult): readonly Person[] {
	if (!result.ok) {
		if (result.failure.kind === 'notFound') return [];
		throw result.failure;
	}
	const body = fieldsOf(result.body);
	const found = Array.isArray(body['value']) ? listOf(body, 'value') : [body];
	return found.map(personOf).filter((person) => person !== null);
}

/** Nobody signs in to a shared mailbox: its account is off, and mail goes there all the same. */
async function isShared({ graph }: StepContext, { id }: Person): Promise<boolean> {
	const result = await graph.attempt(readMailboxPurpose(id));
	return result.ok && textOf(fieldsOf(result.body), 'userPurpose') === 'shared';
}
