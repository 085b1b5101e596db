import type { RunRecord } from '../journal/run-record';

/** What the process ends with: part of the command line's contract. */
export type ExitCode = 0 | 1 | 2;

/** Told with what the command wants the process to end. */
export type Finish = (code: ExitCode) => void;

/** 0 completed, 2 completed with exceptions or waiting, 1 everything else. */
export function exitCodeOf(status: RunRecord['status']): ExitCode {
	if (status === 'completed') return 0;
	if (status === 'completed_with_exceptions' || status === 'waiting' || status === 'running')
		return 2;
	return 1;
}

/** Of several runs: 1 when one was refused or failed, 2 when one has exceptions or waits, else 0. */
export function worstExitCode(statuses: readonly RunRecord['status'][]): ExitCode {
	const codes = statuses.map(exitCodeOf);
	if (codes.includes(1)) return 1;
	return codes.includes(2) ? 2 : 0;
}
