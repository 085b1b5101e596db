import type { SchedulerLine } from './scheduler-line';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { stepNamed, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { RunProgress, RunWait } from '../execution/progress';
import { toJson } from '../run-json';
import { WAITS_MS } from '../schedule/work';
import { scheduleJson } from '../schedule/schedule-record';
import type { ScheduleEvent } from '../schedule/schedule-event';
import { recheckedLine } from './addendum-lines';
import { nightLine } from './night-lines';
import { lockOutOf, type LockOut } from '../words/lock-out';
import { plain } from './text';
import { waitSentence } from './wait-line';

/** What is known of a run under way, to say when its employee is locked out. */
interface Watched {
	readonly startedAt: string;
	readonly outcomes: Map<StepKey, StepOutcome>;
	name: string;
	simulated: boolean;
	lockOut: string | null;
}

/** Turns what a scheduler tells into lines. Step by step would be too much: many run at once. */
export class SchedulerLines {
	readonly #runs = new Map<string, Watched>();

	/** The line of an event; null where it is not worth one. */
	of(event: ScheduleEvent): SchedulerLine | null {
		if (event.type === 'progress') return this.#progress(event.runId, event.progress);
		if (event.type === 'ended') this.#runs.delete(event.run.id);
		if (event.type === 'takenOver') return this.#takenOver(event.runId);
		return lineOf(event);
	}

	#takenOver(runId: string): SchedulerLine {
		this.#runs.delete(runId);
		const text = `${runId}  Another runner has taken it over; this one stopped.`;
		return { text, json: { event: 'takenOver', run: runId } };
	}

	#progress(runId: string, progress: RunProgress): SchedulerLine | null {
		if (progress.type === 'started' || progress.type === 'resumed') {
			return this.#begun(runId, progress);
		}
		const run = this.#runs.get(runId);
		if (!run) return null;
		if (progress.type === 'waiting') return waitLine(runId, run, progress.wait);
		if (progress.type === 'lookedUp') return this.#lookedUp(runId, run, progress);
		if (progress.type !== 'stepFinished') return null;
		run.outcomes.set(progress.outcome.key, progress.outcome);
		const lockOut = lockOutOf(run.outcomes, run.startedAt, run.simulated);
		if (!lockOut || lockOut.sentence === run.lockOut) return null;
		run.lockOut = lockOut.sentence;
		return lockOutLine(runId, run, lockOut);
	}

	#begun(
		runId: string,
		{ type, at }: Extract<RunProgress, { type: 'started' | 'resumed' }>,
	): SchedulerLine {
		const run = { startedAt: at, outcomes: new Map(), name: '', simulated: false, lockOut: null };
		this.#runs.set(runId, run);
		const text = type === 'started' ? 'Started.' : 'Going on where it was interrupted.';
		const event = type === 'started' ? 'runStarted' : 'runResumed';
		return { text: `${runId}  ${text}`, json: { event, run: runId } };
	}

	#lookedUp(
		runId: string,
		run: Watched,
		{ offboarding }: Extract<RunProgress, { type: 'lookedUp' }>,
	): SchedulerLine | null {
		const { employee, tenant } = offboarding;
		run.name = employee.userPrincipalName;
		run.simulated = tenant.simulated;
		const where = tenant.simulated ? ', simulated' : '';
		const who = `${plain(employee.displayName)}, ${plain(employee.userPrincipalName)}`;
		return {
			text: `${runId}  ${who}${where}.`,
			json: { event: 'lookedUp', run: runId, employee: employee.userPrincipalName },
		};
	}
}

function waitLine(runId: string, run: Watched, wait: RunWait): SchedulerLine {
	const { key, untilIso, why, service } = wait;
	const who = run.name === '' ? '' : `${plain(run.name)}: `;
	return {
		text: `${runId}  ${who}${waitSentence(wait, Date.now())}.`,
		json: { event: 'waiting', run: runId, step: key, until: untilIso, why, service },
	};
}

function lockOutLine(runId: string, run: Watched, { mark, sentence }: LockOut): SchedulerLine {
	const lockedOut = mark === 'done' || mark === 'accepted';
	return {
		text: `${runId}  ${plain(run.name)}: ${sentence}`,
		json: { event: 'lockOut', run: runId, lockedOut, sentence },
	};
}

function lineOf(event: Exclude<ScheduleEvent, { type: 'progress' | 'takenOver' }>): SchedulerLine {
	if (event.type === 'fired') {
		const { schedule, lateMs } = event;
		const late = lateMs > 60_000 ? `, ${Math.round(lateMs / 60_000)} minutes late` : '';
		return {
			text: `${schedule.id}  Fired${late}: ${plain(schedule.employee.userPrincipalName || schedule.employee.displayName)}, as ${schedule.runId ?? schedule.bulkId}.`,
			json: {
				event: 'fired',
				run: schedule.runId ?? schedule.bulkId,
				lateMs,
				schedule: scheduleJson(schedule),
			},
		};
	}
	if (event.type === 'needsConfirmation') {
		const { schedule } = event;
		const what = `offboardiq schedule confirm ${schedule.id} lets it go on, offboardiq schedule cancel ${schedule.id} ends it.`;
		return {
			text: `${schedule.id}  Not started: ${plain(schedule.reason ?? '')} ${what}`,
			json: { event: 'needsConfirmation', schedule: scheduleJson(schedule) },
		};
	}
	if (event.type === 'ended') return endedLine(event.run);
	if (event.type === 'rechecked') return recheckedLine(event.addendum);
	if (event.type === 'synced' || event.type === 'notSynced') return nightLine(event);
	return stateLine(event);
}

function endedLine(run: Extract<ScheduleEvent, { type: 'ended' }>['run']): SchedulerLine {
	const words = run.status.replaceAll('_', ' ');
	const open = run.steps.flatMap(({ outcome }) =>
		outcome && ['blocked', 'failed', 'unknown'].includes(outcome.status)
			? [`${stepNamed(outcome.key).title}: ${outcome.status}`]
			: [],
	);
	const rest = [run.message, ...open].filter((text) => text !== null).map(plain);
	const simulated = run.offboarding?.tenant.simulated ? ', simulated' : '';
	if (run.status === 'waiting') {
		const again = `It is tried again in ${Math.round(WAITS_MS / 60_000)} minutes.`;
		return {
			text: `${run.id}  Waiting${simulated}: ${[...rest, again].join(' ')}`,
			json: { event: 'ended', message: run.message, run: toJson(run) },
		};
	}
	const record = run.report ? ` Record: ${plain(run.report.path)}` : '';
	const why = rest.length > 0 ? ` ${rest.join('; ')}` : '';
	return {
		text: `${run.id}  Ended: ${words}${simulated}.${why}${record}`,
		json: { event: 'ended', message: run.message, run: toJson(run) },
	};
}

function stateLine(
	event: Extract<ScheduleEvent, { type: 'held' | 'released' | 'trouble' }>,
): SchedulerLine {
	if (event.type === 'trouble') {
		const { what, reason } = event;
		const text = `${what}: ${plain(reason.split('\n')[0] ?? '')} It is tried again.`;
		return { text, json: { event: 'trouble', what, reason } };
	}
	const { tenantId } = event;
	const where = tenantId === null ? '' : ` in tenant ${tenantId}`;
	if (event.type === 'released') {
		return { text: `Going on${where}.`, json: { event: 'released', tenantId } };
	}
	return {
		text: `Nothing is started${where}: ${plain(event.reason)}`,
		json: { event: 'held', tenantId, reason: event.reason },
	};
}
