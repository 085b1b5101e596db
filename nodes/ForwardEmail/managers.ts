import type { GraphResult } from '../shared/graph';
import { fieldsOf, sameId } from '../shared/graph';
import { managerOf, personOf, readLink } from '../shared/holdings/people';
import { isLeaving, LEAVING_TOO } from '../shared/step/leaving';
import type { Person } from '../shared/step/offboarding';
import type { StepContext } from '../shared/step/step';

/** How many managers are looked at, the leaver's own included: a chain that is longer is a mistake. */
export const MOST_MANAGERS = 5;

/** What somebody up the chain is to take over. */
export interface Task {
	/** Follows "nobody can". */
	readonly can: string;
	/** Why somebody whose account is on can't; follows a name. */
	readonly whyUnfit: (person: Person) => string | null;
}

const MAIL: Task = {
	can: 'receive mail',
	whyUnfit: ({ mail }) => (mail === null ? 'who has no mail address' : null),
};

/** Where the way up the chain of managers ended. */
export interface Climbed {
	/** The first who can take over; null: nobody can. */
	readonly manager: Person | null;
	/** A sentence each, for those who can't. */
	readonly passed: readonly string[];
	/** Why it ended without anybody; empty when somebody was found. */
	readonly end: string;
}

/** What is read before the way up: the manager settled at look-up afresh, or else the leaver. */
export function readFirstLink({ manager, employee }: StepContext) {
	return readLink(manager?.id ?? employee.id);
}

/**
 * Walks up from the leaver's manager to the first whose account is on and who is not leaving too. Never comes to the
 * leaver, never goes round.
 *
 * @param first the result of `readFirstLink`
 * @param task what they are to take over
 * @throws GraphFailure when a link of the chain can't be read
 */
export async function climb(
	context: StepContext,
	first: GraphResult,
	task: Task = MAIL,
): Promise<Climbed> {
	const { graph, employee } = context;
	const passed: string[] = [];
	const seen = new Map([[keyOf(employee), employee.displayName]]);
	const end = (sentence: string): Climbed => ({ manager: null, passed, end: sentence });
	let { person, link } = startOf(context, first);
	let below = employee.displayName;
	while (person !== null) {
		if (sameId(person.id, employee.id) && seen.size === 1) {
			return end('The leaver is named as their own manager.');
		}
		const before = seen.get(keyOf(person));
		if (before !== undefined) return end(`The chain of managers comes back to ${before}.`);
		if (seen.size > MOST_MANAGERS) {
			return end(
				`None of the first ${MOST_MANAGERS} managers above can ${task.can}; nobody further up was looked at.`,
			);
		}
		seen.set(keyOf(person), person.displayName);
		const isGone = link !== null && !link.ok && link.failure.kind === 'notFound';
		// Contacts are no users, so a user of theirs is not to be found.
		const why =
			isGone && person.userPrincipalName !== null ? GONE : whyUnfit(context, person, task);
		if (why === null) return { manager: person, passed, end: '' };
		passed.push(`Skipped ${person.displayName}, ${why}.`);
		below = person.displayName;
		link ??= await graph.attempt(readLink(person.id));
		if (!link.ok && link.failure.kind !== 'notFound') throw link.failure;
		person = link.ok ? managerOf(link.body) : null;
		link = null;
	}
	return end(passed.length === 0 ? 'No manager is set.' : `There is no manager above ${below}.`);
}

/** An id is the same in either letter case. */
function keyOf({ id }: { readonly id: string }): string {
	return id.toLowerCase();
}

const GONE = 'who is no longer in the directory';

function whyUnfit({ leaving }: StepContext, person: Person, task: Task): string | null {
	if (person.accountEnabled === false) return 'whose account is disabled';
	if (isLeaving(person, leaving)) return LEAVING_TOO;
	return task.whyUnfit(person);
}

/** Whom to begin with, and the answer that tells who is above them, where there is one already. */
function startOf(
	{ manager }: StepContext,
	first: GraphResult,
): { person: Person | null; link: GraphResult | null } {
	if (manager === null) return { person: null, link: null };
	if (manager === undefined) {
		if (!first.ok) throw first.failure;
		return { person: managerOf(first.body), link: null };
	}
	// What the look-up knew will do where they can't be read afresh.
	return { person: (first.ok ? personOf(fieldsOf(first.body)) : null) ?? manager, link: first };
}
