/** What is wrong, for callers that say it in their own words. */
export type ScheduleProblem =
	| 'time'
	| 'zone'
	| 'passed'
	| 'tooFar'
	| 'hasOne'
	| 'tooLate'
	| 'unknown'
	| 'someHaveOne'
	| 'notThere'
	| 'noList'
	| 'underWay'
	| 'notOnIt'
	| 'lastOne'
	| 'held'
	| 'otherNow';

/** A schedule can't be made or changed. `message` is the one line for the person who asked on the command line. */
export class ScheduleError extends Error {
	override readonly name = 'ScheduleError';

	constructor(
		message: string,
		readonly problem: ScheduleProblem,
	) {
		super(message);
	}
}
