import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { stepNamed, type StatusMark, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { BulkProgress } from '../bulk/bulk-progress';
import type { RunProgress, RunWait } from '../execution/progress';
import { lockOutOf } from '../words/lock-out';
import { marksOf } from '../words/marks';
import { isWaiting } from './wait-line';

/** Somebody on a list, as far as they are. */
export interface BulkRow {
	/** As they were named, then as the tenant names them. */
	name: string;
	startedAt: string;
	running: StepKey | null;
	/** What they waited for last, until something else happens. */
	wait: RunWait | null;
	/** True from the fourth step on, or after the end. */
	isThrough: boolean;
	isLockedOut: boolean;
	isEnded: boolean;
	readonly outcomes: Map<StepKey, StepOutcome>;
}

/** What is known of everybody on a list while it is worked off. */
export class BulkRows {
	#rows: BulkRow[] = [];
	#beganAt = Date.now();
	#lockedOutAt: number | null = null;
	simulated = false;
	dryRun = false;

	/** Takes the next thing that happened. */
	take(progress: BulkProgress): void {
		if (progress.type === 'begun') {
			this.#beganAt = Date.now();
			this.#rows = progress.users.map(rowOf);
			return;
		}
		const row = this.#rows[progress.position];
		if (!row) return;
		if (progress.type === 'run') this.#takeRun(row, progress.progress);
		else Object.assign(row, { isEnded: true, isThrough: true, running: null, wait: null });
		if (this.isLockOutOver) this.#lockedOutAt ??= Date.now();
	}

	/** Those who have begun and not ended, in the order of the list. */
	underWay(): readonly BulkRow[] {
		return this.#rows.filter(
			(row) => row.startedAt !== '' && !row.isEnded && (row.running !== null || row.wait !== null),
		);
	}

	/** Nobody is before or in the lock-out any more. */
	get isLockOutOver(): boolean {
		return (
			this.#rows.length > 0 && this.#rows.every((row) => row.isThrough || isLockOutThrough(row))
		);
	}

	/** "Locked out 37 of 500, 12 s". */
	get lockOutSentence(): string {
		const count = this.#rows.filter((row) => row.isLockedOut).length;
		const seconds = Math.round(((this.#lockedOutAt ?? Date.now()) - this.#beganAt) / 1000);
		const where = this.simulated ? ' in the simulation' : '';
		return `Locked out${where} ${count} of ${this.#rows.length}, ${seconds} s`;
	}

	/** The lock-out, and behind it how many are through with everything. */
	get sentence(): string {
		const ended = this.#rows.filter((row) => row.isEnded).length;
		const through = `through ${ended} of ${this.#rows.length}`;
		return this.dryRun ? `Dry run, ${through}` : `${this.lockOutSentence}; ${through}`;
	}

	#takeRun(row: BulkRow, progress: RunProgress): void {
		row.wait = progress.type === 'waiting' ? progress.wait : null;
		if (progress.type === 'waiting') return;
		if (progress.type === 'started' || progress.type === 'resumed') row.startedAt = progress.at;
		else if (progress.type === 'lookedUp') {
			row.name = progress.offboarding.employee.userPrincipalName;
			this.simulated = progress.offboarding.tenant.simulated;
			this.dryRun = progress.offboarding.request.dryRun;
			for (const step of progress.offboarding.steps) row.outcomes.set(step.key, step);
		} else if (progress.type === 'stepStarted') {
			row.running = progress.key;
			row.isThrough ||= stepNamed(progress.key).phase !== 'Lock out';
		} else {
			row.outcomes.set(progress.outcome.key, progress.outcome);
			row.running = null;
		}
		const lockOut = lockOutOf(row.outcomes, row.startedAt, this.simulated);
		row.isLockedOut = lockOut?.mark === 'done' || lockOut?.mark === 'accepted';
	}
}

/** The nine of somebody, the running one included. */
export function marksOfRow(row: BulkRow): ReadonlyMap<StepKey, StatusMark> {
	const marks = marksOf(row.outcomes.values());
	if (isWaiting(row.wait, Date.now()) && row.wait.key !== null) {
		return marks.set(row.wait.key, 'waiting');
	}
	return row.running === null ? marks : marks.set(row.running, 'running');
}

/** All three steps of the lock-out have an outcome, whatever it is. */
function isLockOutThrough({ outcomes }: BulkRow): boolean {
	return ['disableAccount', 'resetPassword', 'revokeSessions'].every((key) =>
		outcomes.has(key as StepKey),
	);
}

function rowOf(user: string): BulkRow {
	return {
		name: user,
		startedAt: '',
		running: null,
		wait: null,
		isThrough: false,
		isLockedOut: false,
		isEnded: false,
		outcomes: new Map(),
	};
}
