import {
	capital,
	type AddendumRecord,
	type FollowUp,
	type KeptBulk,
	type RunRecord,
	type StatusMark,
} from '../../runner';
import { cardOf, type RunCard } from '../offboardings/run-card';
import { triesIn } from '../offboardings/run-list';

/** One person of a list, as its page draws them. */
export interface BulkRow {
	readonly position: number;
	readonly name: string;
	readonly user: string;
	/** Two people may have one name; empty where none is known. */
	readonly address: string;
	/** Null until their run began. */
	readonly card: RunCard | null;
	readonly needsYou: boolean;
	readonly isOver: boolean;
	/** Stopped before their end, or before their turn came. */
	readonly isCancelled: boolean;
	readonly says: string;
}

/** A list as a page draws it. */
export interface BulkCard {
	readonly bulk: KeptBulk;
	readonly isOver: boolean;
	readonly rows: readonly BulkRow[];
	readonly lockedOut: number;
	/** In words: how far the lock-outs are, and how long they took. */
	readonly wave: string;
	readonly counts: {
		readonly all: number;
		readonly completed: number;
		readonly cancelled: number;
		/** Of those that completed: something was only accepted. */
		readonly unseen: number;
		readonly needsYou: number;
		readonly running: number;
		readonly over: number;
	};
}

/** What a page shows of a list, from the journal alone: the same after a restart, and for one on another machine. */
export function bulkCard(
	bulk: KeptBulk,
	runs: ReadonlyMap<string, RunRecord>,
	names: ReadonlyMap<string, string>,
	now: Date,
	followUps: readonly FollowUp[] = [],
	tries: readonly RunRecord[] = [],
	broken: ReadonlyMap<string, AddendumRecord> = new Map(),
): BulkCard {
	const rows = bulk.members.map(({ user, runId }, position) => {
		const run = runId === null ? undefined : runs.get(runId);
		const acts = followUps.filter((act) => act.runId === runId);
		const check = broken.get(runId ?? '') ?? null;
		const card = run ? cardOf(run, now, null, acts, triesIn(tries, run), check) : null;
		return rowOf(position, user, names.get(user) ?? user, card);
	});
	const count = (is: (row: BulkRow) => boolean) => rows.filter(is).length;
	const isLockedOut = ({ card }: BulkRow) => (card?.lockOut?.seconds ?? null) !== null;
	return {
		...{ bulk, rows, isOver: bulk.finishedAt !== null },
		lockedOut: count(isLockedOut),
		wave: waveOf(bulk, rows, isLockedOut),
		counts: {
			all: rows.length,
			completed: count(({ card }) => card?.run.status === 'completed'),
			unseen: count(({ card }) => card?.run.status === 'completed' && card.mark === 'accepted'),
			cancelled: count(({ isCancelled }) => isCancelled),
			needsYou: count(({ needsYou }) => needsYou),
			running: count(({ isOver }) => !isOver),
			over: count(({ isOver }) => isOver),
		},
	};
}

function rowOf(position: number, user: string, known: string, card: RunCard | null): BulkRow {
	const isOver = card?.isOver ?? false;
	const employee = card?.run.offboarding?.employee;
	return {
		...{ position, user, card, isOver },
		name: employee?.displayName ?? known,
		address: employee?.userPrincipalName ?? (user.includes('@') ? user : ''),
		needsYou: card?.needsYou ?? false,
		isCancelled: card?.run.status === 'cancelled',
		says: card ? saysOf(card) : 'Not begun',
	};
}

/** The one thing about a run that somebody who looks over a list wants to read. */
function saysOf({ run, phases, mark }: RunCard): string {
	if (run.message !== null) return run.message;
	const steps = phases.flatMap((phase) => phase.steps);
	const [telling, ...more] = steps.filter((step) => step.mark === mark && mark !== 'done');
	if (!telling) return '';
	const step = `step ${telling.number}, ${telling.title.toLowerCase()}`;
	const which = more.length === 0 ? step : `${step}, and ${more.length} more`;
	const word = WORDS[mark];
	return word === undefined ? capital(which) : `${word}: ${which}`;
}

/** What is to be said of the steps that are named. */
const WORDS: Readonly<Partial<Record<StatusMark, string>>> = {
	...{ accepted: 'Not seen yet', failed: 'Failed', blocked: 'Blocked', unknown: 'Not known' },
};

function waveOf(
	{ requestedAt, finishedAt }: KeptBulk,
	rows: readonly BulkRow[],
	isLockedOut: (row: BulkRow) => boolean,
): string {
	const all = rows.length;
	const locked = rows.filter(isLockedOut);
	if (locked.length === all) {
		const last = Math.max(...locked.map(({ card }) => moment(card, requestedAt)));
		return `All ${all} locked out ${last.toFixed(1)} s after the list was started.`;
	}
	const says = `${locked.length} of ${all} locked out.`;
	if (finishedAt === null) return says;
	const names = rows.filter((row) => !isLockedOut(row)).map(({ name }) => name);
	const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
	return `${says} Not locked out: ${names.slice(0, MOST_NAMED).join(', ')}${more}.`;
}

/** The others are in the list below. */
const MOST_NAMED = 5;

/** Seconds from the start of the list until somebody was locked out. */
function moment(card: RunCard | null, requestedAt: string): number {
	const seconds = card?.lockOut?.seconds ?? 0;
	const started = Date.parse(card?.run.startedAt ?? requestedAt);
	return (started - Date.parse(requestedAt)) / 1_000 + seconds;
}
