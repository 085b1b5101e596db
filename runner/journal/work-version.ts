import type { RunRequest } from './run-record';

/**
 * What this version can go on with. Raise it with whatever an older one would do wrong, and say so in `versionNeeded`:
 * processes of two versions may work on one database for a while, whatever the manual says.
 *
 * 2: tries of single steps.
 */
export const WORK_VERSION = 2;

/** What a process has to know to go on with a run. */
export const versionNeeded = ({ only }: Pick<RunRequest, 'only'>): number => (only ? 2 : 1);
