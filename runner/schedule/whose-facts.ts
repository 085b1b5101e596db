import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { BulkMember } from '../bulk/bulk-record';
import type { PlannedPerson } from './planned-person';

/** What is true of whom somebody asked for, or agreed to, and of nobody who came onto the list later. */
const OF_THE_ASKER = [
	...(['requesterRole', 'requesterAuth', 'requesterAddress'] as const),
	...(['approvedBy', 'approvedAt'] as const),
] as const;

/**
 * The facts of a list as they hold for everybody on it, and those of each of them: who asked and who agreed is said of
 * those alone whom they named. Whoever was put on the list later has facts of their own for that.
 */
export function whoseFacts(
	listed: CaseFacts,
	people: readonly PlannedPerson[],
): { readonly caseFacts: CaseFacts; readonly members: readonly BulkMember[] } {
	const isGrown = people.some(({ added }) => added !== null);
	const [ofAll, ofAsked] = isGrown ? apart(listed) : [listed, {}];
	return {
		caseFacts: ofAll,
		members: people.map(({ employee, manager, ticket, caseFacts, added }) => ({
			...{ user: employee.id, manager, ticket, requestedBy: added?.by ?? null },
			caseFacts: added === null && isGrown ? { ...ofAsked, ...caseFacts } : caseFacts,
		})),
	};
}

function apart(facts: CaseFacts): readonly [CaseFacts, CaseFacts] {
	const names: readonly string[] = OF_THE_ASKER;
	const entries = Object.entries(facts);
	const some = (own: boolean) => entries.filter(([name]) => names.includes(name) === own);
	return [Object.fromEntries(some(false)), Object.fromEntries(some(true))];
}
