import type { Offboarding } from '../step/offboarding';
import type { StepOutcome } from '../step/outcome';
import type { ShownMark } from './pdf/look';
import { finalRows, isOpen, wordFor, type Row } from './rows';
import { between, clock, latest } from './times';

/** How the run as a whole is told on the first page. */
export interface Verdict {
	readonly mark: ShownMark;
	readonly words: string;
}

const WORST: readonly ShownMark[] = ['failed', 'unknown', 'blocked', 'pending', 'accepted'];

/** The verdict over all rows. `Completed` with a tick only when everything that was done was seen. */
export function verdictOf(rows: readonly Row[]): Verdict {
	const marks = finalRows(rows).map((row) => row.mark);
	const mark = WORST.find((candidate) => marks.includes(candidate)) ?? 'done';
	if (marks.includes('pending')) {
		return { mark, words: marks.some(isOpen) ? 'Not complete, with exceptions' : 'Not complete' };
	}
	if (isOpen(mark)) return { mark, words: 'Completed with exceptions' };
	return { mark, words: mark === 'accepted' ? 'Completed, not all seen yet' : 'Completed' };
}

/** One of the three lines of the lock-out. */
export interface LockOutLine {
	readonly title: string;
	readonly mark: ShownMark;
	/** When Microsoft accepted it; null when it did not. */
	readonly at: string | null;
	/** How it is known, or why it is not so. */
	readonly says: string;
}

/** Whether the person can still get in, and since when. */
export interface LockOut {
	readonly mark: ShownMark;
	readonly headline: string;
	/** When the last of the three was accepted; null unless all three were. */
	readonly at: string | null;
	/** Time from the start of the run to `at`. */
	readonly after: string | null;
	readonly lines: readonly LockOutLine[];
	/** What this means, in one honest sentence. */
	readonly sentence: string;
}

const TITLES: Readonly<Record<string, readonly [achieved: string, otherwise: string]>> = {
	disableAccount: ['Sign-in off', 'Sign-in'],
	resetPassword: ['Password replaced', 'Password'],
	revokeSessions: ['Sessions revoked', 'Sessions'],
};

/** Reads steps 1 to 3. Says *locked out* only when all three were seen. */
export function lockOutOf(offboarding: Offboarding, rows: readonly Row[]): LockOut {
	const three = finalRows(rows).filter((row) => row.step.phase === 'Lock out');
	const lines = three.map(lineOf);
	const times = lines.map((line) => line.at);
	const at = times.includes(null) ? null : latest(times);
	const after = at === null ? null : between(offboarding.startedAt, at);
	return { ...judge(lines), at, after, lines };
}

function judge(lines: readonly LockOutLine[]): Pick<LockOut, 'mark' | 'headline' | 'sentence'> {
	const marks = lines.map((line) => line.mark);
	const seen = marks.filter((mark) => mark === 'done').length;
	const open = WORST.find((mark) => mark !== 'accepted' && marks.includes(mark));
	if (open) {
		return {
			mark: open,
			headline: marks[0] === 'done' ? 'Locked out in part' : 'Lock-out not complete',
			sentence: `${seen} of 3 seen. This person may still get in: see what is open below.`,
		};
	}
	if (marks.includes('accepted')) {
		return {
			mark: 'accepted',
			headline: 'Lock-out accepted',
			sentence: `Microsoft accepted it. ${seen} of 3 read back so far.`,
		};
	}
	if (seen < marks.length) {
		return {
			mark: 'skipped',
			headline: marks[0] === 'done' ? 'Locked out, part skipped' : 'Lock-out skipped',
			sentence: `${seen} of 3 read back. What was skipped has its reason above.`,
		};
	}
	return {
		mark: 'done',
		headline: 'Locked out',
		sentence:
			'All three were read back. An access token issued before can work for up to 90 minutes in apps that do not check again.',
	};
}

function lineOf({ step, outcome, mark }: Row): LockOutLine {
	const [achieved, otherwise] = TITLES[step.key] ?? [step.title, step.title];
	if (outcome === null || (mark !== 'done' && mark !== 'accepted')) {
		const word = mark === 'document' ? '' : wordFor(mark, step.key);
		const why = outcome?.reason ?? outcome?.summary;
		return { title: otherwise, mark, at: null, says: why ? `${word}. ${why}` : `${word}.` };
	}
	const at = timeOf(outcome, 'acceptedAt') ?? outcome.finishedAt;
	const seenAt = timeOf(outcome, 'verifiedAt');
	if (mark === 'accepted')
		return { title: achieved, mark, at, says: 'Only accepted, not read back' };
	return { title: achieved, mark, at, says: seenAt ? `Read back ${clock(seenAt)}` : 'Read back' };
}

function timeOf(outcome: StepOutcome, which: 'acceptedAt' | 'verifiedAt'): string | null {
	return latest(outcome.items.filter((item) => item.status === 'done').map((item) => item[which]));
}
