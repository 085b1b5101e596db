import type { EffectJournal, Intent, IntentEnd } from './effectJournal';
import { failureWithoutAnswer, GraphFailure } from './failure';
import { addressOf, isRead, type GraphRequest, type GraphResult } from './request';

/** What is known of an end, without its id. */
type End = Omit<IntentEnd, 'id'>;

/**
 * Keeps the journal of what a client writes, where there is one: the intent before the request, the outcome after it.
 * Reads leave no trace.
 */
export class Ledger {
	constructor(private readonly journal: EffectJournal | null) {}

	/**
	 * Sends writes between their two entries. The order is the whole point: what is not written down is not sent.
	 *
	 * @param requests those that one sending carries; reads among them are passed over
	 * @param send gives back a result per request, in order
	 * @throws GraphFailure of kind `notSent` when the run was stopped; what the journal throws when it can't be written
	 */
	async around<Result>(
		requests: readonly GraphRequest[],
		send: () => Promise<Result>,
		resultsOf: (result: Result) => readonly GraphResult[],
	): Promise<Result> {
		const { journal } = this;
		const writes = requests.flatMap((request, at) => (isRead(request) ? [] : [{ request, at }]));
		if (journal === null || writes.length === 0) return await send();
		const ids = await journal.intend(writes.map(({ request }) => intentOf(request)));
		if ('code' in ids) {
			throw failureWithoutAnswer({ kind: 'notSent', code: ids.code, message: ids.message });
		}
		const settle = async (ends: (at: number) => End) => {
			await journal.settle(writes.map(({ at }, index) => ({ ...ends(at), id: idAt(ids, index) })));
		};
		let result: Result;
		try {
			result = await send();
		} catch (error) {
			await settle(() => endOfError(error));
			throw error;
		}
		const results = resultsOf(result);
		await settle((at) => endOf(results[at]));
		return result;
	}
}

function intentOf(request: GraphRequest): Intent {
	const { effect, about = null } = request;
	return { effect, ...addressInJournal(request), about };
}

/** How a request is called in the journal. */
export function addressInJournal(request: GraphRequest): Pick<Intent, 'method' | 'path'> {
	const { method, version = 'v1.0' } = request;
	return { method, path: `/${version}${addressOf(request)}` };
}

/** What a result says of a write. One without a result was sent, and nobody knows. */
function endOf(result: GraphResult | undefined): End {
	if (result === undefined) return { state: 'open', status: null, requestId: null, attempts: 1 };
	if (!result.ok) return endOfError(result.failure);
	const { status, requestId, attempts } = result;
	return { state: 'done', status, requestId, attempts };
}

function endOfError(error: unknown): End {
	// Not an answer but a break on our side, such as a sign-in that failed: the transport says when a send was left open.
	if (!(error instanceof GraphFailure)) {
		return { state: 'refused', status: null, requestId: null, attempts: 0 };
	}
	const { status, requestId, attempts } = error;
	// "There is none" may follow from a send before it, whose answer was lost.
	const isOpen = error.mayHaveHappened || error.leftOpen;
	return { state: isOpen ? 'open' : 'refused', status, requestId, attempts };
}

function idAt(ids: readonly number[], index: number): number {
	const id = ids[index];
	if (id === undefined) throw new RangeError('The journal gave back too few ids.');
	return id;
}
