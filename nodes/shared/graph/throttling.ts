import { answerOfMember } from './batchMember';
import type { Admission, Throttling } from './effectJournal';
import type { RawAnswer } from './explain';
import { fieldsOf, listOf } from './read';
import { waitAskedFor } from './retryAfter';

/**
 * What an answer says of the limits of the services it concerns: its own status and waits, or those of the members of a
 * `$batch`, which the service counts and throttles one by one.
 *
 * @see https://learn.microsoft.com/graph/throttling
 */
export function throttlingIn(request: Admission, answer: RawAnswer | null): readonly Throttling[] {
	const isBatch = request.path.endsWith('/$batch') && answer?.status === 200;
	const responses = isBatch ? listOf(fieldsOf(answer.body), 'responses') : [];
	return request.counted.map(({ method, path }, index) => {
		const own = isBatch ? answerOfMember(responses, index) : answer;
		const headers = own?.headers ?? {};
		// A member has no Date of its own; a date in its Retry-After is meant by the clock of the same service.
		const date = answer?.headers['date'];
		const asked = waitAskedFor(date === undefined ? headers : { date, ...headers }, new Date());
		const used = Number(headers['x-ms-throttle-limit-percentage'] ?? Number.NaN);
		return {
			method,
			path,
			status: own?.status ?? null,
			retryAfterMs: asked,
			used: Number.isFinite(used) ? used : null,
		};
	});
}
