import type { ConstructorOptions, JobInsert, Queue } from 'pg-boss';

/** The tables of the queue, apart from ours. */
export const SCHEMA = 'offboardiq_queue';
/** The one queue there is. */
export const QUEUE = 'runs';

/** All that is said: whom, where and how stands in the journal. */
export interface Job {
	readonly run: string;
}

/** It listens; nothing that a journal of our own does better. */
export const WORKING = {
	useListenNotify: true,
	schedule: false,
	// What is over goes soon; by itself pg-boss looks once a day.
	maintenanceIntervalSeconds: 600,
	registerInstance: false,
	persistWarnings: false,
	monitorVacuum: false,
	reindex: false,
} as const satisfies Omit<ConstructorOptions, 'db'>;

const MINUTE_S = 60;

/** How the queue treats a job. */
export const JOBS = {
	// One that waits for each run; that another is being worked on does not stop the next.
	policy: 'short',
	notify: true,
	// The job of a runner that died: somebody else looks then, and mostly finds the run taken or ended.
	heartbeatSeconds: MINUTE_S,
	// pg-boss allows no more. The run goes on after that; only its job ends.
	expireInSeconds: 24 * 60 * MINUTE_S - 1,
	retryLimit: 1,
	retentionSeconds: 60 * MINUTE_S,
	deleteAfterSeconds: 10 * MINUTE_S,
} as const satisfies Omit<Queue, 'name'>;

/** A run as a job; a second one for the same run is not taken in while this one waits. */
export function jobOf(run: string): JobInsert<Job> {
	return { data: { run }, singletonKey: run };
}
