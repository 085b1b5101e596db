/** A schedule can't be made or changed. `message` is the one line for the person who asked. */
export class ScheduleError extends Error {
	override readonly name = 'ScheduleError';
}
