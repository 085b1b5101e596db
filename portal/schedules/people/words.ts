import { ConnectionError, GraphFailure, ScheduleError } from '../../../runner';
import { HttpError } from '../../http/http-error';

const LATE =
	'The list has started or ended meanwhile, so nobody was added. Offboard them alone, or as a list of their own.';

/** What a page says where people can’t be put on a list. */
export function addWords(error: unknown): unknown {
	if (error instanceof ScheduleError) {
		return new HttpError(409, error.problem === 'tooLate' ? LATE : error.message);
	}
	if (error instanceof GraphFailure || error instanceof ConnectionError) {
		const says = `The tenant can’t be asked who they are: ${error.message} Nobody was added.`;
		return new HttpError(409, says);
	}
	return error;
}

/** The same where somebody can’t be taken off. */
export function takeOffWords(error: unknown): unknown {
	if (!(error instanceof ScheduleError)) return error;
	const words: Partial<Record<typeof error.problem, string>> = {
		tooLate: 'The list has started or ended meanwhile. Nobody was taken off.',
		notOnIt: 'They are not on this list any more. Nothing changed.',
		lastOne: 'They are the last one on this list. Cancel the list instead. Nothing changed.',
	};
	return new HttpError(409, words[error.problem] ?? error.message);
}
