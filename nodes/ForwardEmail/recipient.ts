import { fieldsOf, GraphFailure, textOf, textsOf, type GraphResult } from '../shared/graph';
import { isExternal } from '../shared/holdings/people';
import type { StepContext } from '../shared/step/step';
import { domainsOf, judge } from './domains';
import { findFallback } from './fallback';
import type { Recipient } from './inboxRule';
import { climb } from './managers';

const NO_MANAGER = 'Nothing to do: no manager is set, so there is nobody to forward to.';
const OTHER = 'Name somebody else to forward to, then run this step again.';

/** What was read at once, before anybody is chosen. */
export interface FirstReads {
	/** Of `readFirstLink`. */
	readonly link: GraphResult;
	/** Of `readDomains`. */
	readonly domains: GraphResult;
	/** Of `readMailOwner`. */
	readonly owner: GraphResult;
}

export interface Chosen {
	readonly kind: 'chosen';
	readonly recipient: Recipient;
	/** Sentences for the record: who was skipped and why, what was not checked. */
	readonly remarks: readonly string[];
}

export interface Nobody {
	readonly kind: 'nobody';
	/** `skipped` where nobody was ever named. */
	readonly status: 'skipped' | 'blocked';
	readonly reason: string;
	/** Whom mail was meant for, where it may not go there. */
	readonly meant: string | null;
}

/** Who gets the mail, or why nobody does. */
export type Choice = Chosen | Nobody | { readonly kind: 'unread'; readonly failure: GraphFailure };

/**
 * Chooses who gets the mail: the first manager up the chain who can, else the fallback. Nobody outside of the tenant,
 * never the leaver. Reads only.
 *
 * @param fallback a checked Fallback Recipient, or null
 */
export async function chooseRecipient(
	context: StepContext,
	fallback: string | null,
	reads: FirstReads,
): Promise<Choice> {
	try {
		return await choose(context, fallback, reads);
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		return { kind: 'unread', failure: error };
	}
}

/** When there is nobody to ask for, no request need be sent. */
export function nobodyAtAll(): Nobody {
	return { kind: 'nobody', status: 'skipped', reason: NO_MANAGER, meant: null };
}

async function choose(
	context: StepContext,
	fallback: string | null,
	reads: FirstReads,
): Promise<Choice> {
	const domains = domainsOf(reads.domains);
	const { manager, passed, end } = await climb(context, reads.link);
	const remarks = [...passed];
	const address = manager?.mail ?? null;
	if (manager !== null && address !== null) {
		const recipient = { address, name: manager.displayName };
		const loops = addressesOf(context, reads.owner).has(address.toLowerCase());
		const { problem, remark } = loops
			? { problem: `${manager.displayName} has the address of the leaver.`, remark: null }
			: judge(recipient, isExternal(manager), domains);
		if (problem === null) return chosen(recipient, [...remarks, remark]);
		if (fallback === null) return nobody([...remarks, problem], address);
		remarks.push(problem);
	} else {
		if (fallback === null && passed.length === 0 && end === 'No manager is set.') {
			return nobodyAtAll();
		}
		if (fallback === null) return nobody([...remarks, end]);
		remarks.push(end);
	}
	return await fallBack(context, fallback, { remarks, domains, reads });
}

async function fallBack(
	context: StepContext,
	key: string,
	known: {
		readonly remarks: readonly string[];
		readonly domains: ReadonlySet<string> | null;
		readonly reads: FirstReads;
	},
): Promise<Choice> {
	const { remarks, domains, reads } = known;
	const found = await findFallback(context, key);
	if (!found.ok) return nobody([...remarks, found.problem]);
	const { recipient } = found;
	if (addressesOf(context, reads.owner).has(recipient.address.toLowerCase())) {
		return nobody([...remarks, 'The fallback recipient is the leaver.']);
	}
	const { problem, remark } = judge(recipient, found.isGuest, domains);
	if (problem !== null) return nobody([...remarks, problem], recipient.address);
	if (!found.isKnown && domains === null) {
		const unsure = `Nobody has the address ${recipient.address}, and the verified domains of the tenant could not be read.`;
		return nobody([...remarks, unsure], recipient.address);
	}
	return chosen(recipient, [...remarks, 'The fallback recipient is used.', remark]);
}

/** Every address that leads back to the leaver, in lower case. */
function addressesOf({ employee }: StepContext, owner: GraphResult): ReadonlySet<string> {
	const fields = fieldsOf(owner.ok ? owner.body : null);
	const proxies = textsOf(fields, 'proxyAddresses').map((proxy) => proxy.replace(/^smtp:/i, ''));
	const all = [employee.mail, employee.userPrincipalName, textOf(fields, 'mail'), ...proxies];
	return new Set(all.map((address) => address?.toLowerCase() ?? '').filter(Boolean));
}

function chosen(recipient: Recipient, remarks: readonly (string | null)[]): Chosen {
	return { kind: 'chosen', recipient, remarks: remarks.filter((remark) => remark !== null) };
}

function nobody(reasons: readonly string[], meant: string | null = null): Nobody {
	return { kind: 'nobody', status: 'blocked', reason: [...reasons, OTHER].join(' '), meant };
}
