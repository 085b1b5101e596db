import type { GraphCall } from '../graph/call';
import type { GraphFailure } from '../graph/failure';
import { graphPath } from '../graph/path';
import type { GraphRequest } from '../graph/request';
import { fromFailure } from './items';
import type { ItemOutcome } from './outcome';
import { PERMISSIONS } from './permissions';
import type { StepContext, StepResult } from './step';

/** What every step says, in the same words, when the account it works on is gone. */
export const DELETED =
	'The account was deleted meanwhile. Leave it so, or restore it in the Entra admin center (Deleted users, within 30 days) and offboard it again.';

/** The codes with which Graph, Teams and Exchange say that what was asked for is not there. */
const NOT_THERE = /notfound|http 404|^MailboxNot(?:Enabled|Supported)ForRESTAPI$/i;

/**
 * Reads whether the account is there. A step that would otherwise ask nothing of the account itself lets it travel in a
 * `$batch` of its own.
 *
 * Permission User.Read.All.
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export function readPresence(userId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userId}`,
		query: { $select: 'id' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/**
 * A step's result as it is when the account was deleted in the middle. "Not there" and "nothing to do" look the same
 * whether one thing is gone or the whole account; a read of the account tells. It is made only where the step's own
 * requests left it open, and where it can't be made the result stays as it is.
 *
 * @param calls what the step sent
 */
export async function withoutAccount(
	{ graph, employee }: Pick<StepContext, 'graph' | 'employee'>,
	result: StepResult,
	calls: readonly GraphCall[],
): Promise<StepResult> {
	const wasSeen = calls.some((call) => showsAccount(call, employee.id));
	if (!result.items.some(isNotThere) && (wasSeen || !didNothing(result))) return result;
	const read = await graph.attempt(readPresence(employee.id));
	return read.ok || read.failure.kind !== 'notFound' ? result : saidSo(result, read.failure);
}

function showsAccount({ path, status }: GraphCall, id: string): boolean {
	return path.includes(`/users/${id}`) && status !== null && status >= 200 && status <= 299;
}

function isNotThere({ status, code }: ItemOutcome): boolean {
	return status === 'failed' && code !== null && NOT_THERE.test(code);
}

/** Nothing was done, and it was not Graph that refused it. */
function didNothing({ items }: StepResult): boolean {
	return items.every(
		({ status, code }) => status === 'skipped' || (status === 'blocked' && code === null),
	);
}

/** Items of things that go on without the account (a device, an on-premises group) stay what they are. */
function saidSo({ items, summary }: StepResult, failure: GraphFailure): StepResult {
	const gone = (item: ItemOutcome): ItemOutcome => {
		if (isNotThere(item)) return { ...item, reason: DELETED };
		const isOfAccount = item.status === 'skipped' && item.targetId === null;
		return isOfAccount ? { ...fromFailure(item, failure, 'read'), reason: DELETED } : item;
	};
	const said = items.map(gone);
	if (!said.some(({ reason }) => reason === DELETED)) {
		said.push({ ...fromFailure({ target: 'Account' }, failure, 'read'), reason: DELETED });
	}
	const wasBegun = items.some(({ status }) => status === 'done' || status === 'unknown');
	return { items: said, summary: wasBegun ? `${summary} ${DELETED}` : DELETED };
}
