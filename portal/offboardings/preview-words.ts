import type { RunRecord } from '../../runner';

/** What a step, or a thing of it, is called that a preview would change. */
export const PLANNED = 'Planned';

const WORDS: Readonly<Record<RunRecord['status'], string>> = {
	running: 'Preview, reading the tenant',
	waiting: 'Preview, waiting',
	completed: 'Preview, nothing was changed',
	completed_with_exceptions: 'Preview, nothing was changed',
	cancelled: 'Preview, cancelled',
	failed: 'Preview, failed',
	refused: 'Preview, refused',
};

/** How a preview stands. It is never called completed: that is what an offboarding is. */
export const previewWords = ({ status }: Pick<RunRecord, 'status'>): string => WORDS[status];
