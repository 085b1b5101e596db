/** One line of what a runner does: for a person, and for a script. */
export interface SchedulerLine {
	readonly text: string;
	readonly json: Readonly<Record<string, unknown>>;
}
