import type { Offboarding } from '../step/offboarding';
import { NOT_TRIED, tryNumber, type OnlySteps } from '../step/onlySteps';
import type { StepOutcome } from '../step/outcome';
import type { ShownMark } from './pdf/look';
import { finalRows, isOpen, triedRows, type Row } from './rows';
import { between, clock, latest } from './times';

/** How the run as a whole is told on the first page. */
export interface Verdict {
	readonly mark: ShownMark;
	readonly words: string;
}

const WORST: readonly ShownMark[] = ['failed', 'unknown', 'blocked', 'pending', 'accepted'];

/**
 * The verdict over all rows. `Completed` with a tick only when everything that was done was seen.
 *
 * @param only of one more try of single steps: it is said of that try, not of the offboarding
 */
export function verdictOf(rows: readonly Row[], only?: OnlySteps): Verdict {
	const { mark, words } = verdictOn(triedRows(finalRows(rows)).map((row) => row.mark));
	if (!only) return { mark, words };
	return { mark, words: `${tryNumber(only)}: ${words.charAt(0).toLowerCase()}${words.slice(1)}` };
}

function verdictOn(marks: readonly ShownMark[]): Verdict {
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
	const { only } = offboarding.request;
	const tried = triedRows(three).map(lineOf);
	if (only && tried.length < three.length) {
		return { ...judgeTry(tried, only), at: null, after: null, lines };
	}
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

/** A try without some of the three knows nothing of the whole: neither that it holds, nor that it does not. */
function judgeTry(
	tried: readonly LockOutLine[],
	{ of }: OnlySteps,
): Pick<LockOut, 'mark' | 'headline' | 'sentence'> {
	const see = `Whether this person is locked out is not said here: see ${of}.`;
	if (tried.length === 0) {
		return {
			mark: 'pending',
			headline: NOT_TRIED,
			sentence: `The lock-out was not tried here. ${see}`,
		};
	}
	const marks = tried.map(({ mark }) => mark);
	const seen = marks.filter((mark) => mark === 'done').length;
	return {
		mark: WORST.find((mark) => marks.includes(mark)) ?? 'accepted',
		headline: 'Part of the lock-out',
		sentence: `Of the 3, ${tried.length} ${tried.length === 1 ? 'was' : 'were'} tried here and ${seen} seen. ${see}`,
	};
}

function lineOf({ step, outcome, mark, word: said }: Row): LockOutLine {
	const [achieved, otherwise] = TITLES[step.key] ?? [step.title, step.title];
	if (outcome === null || (mark !== 'done' && mark !== 'accepted')) {
		const word = mark === 'document' ? '' : said;
		const why = outcome?.reason ?? outcome?.summary;
		const says = !why ? `${word}.` : why.startsWith(`${word}: `) ? why : `${word}. ${why}`;
		return { title: otherwise, mark, at: null, says };
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
