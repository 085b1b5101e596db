import type { Services } from '../services';

/** A signed checkpoint, as it is told. */
export interface AuditCheckpoint {
	readonly origin: string;
	/** How many entries the log had. */
	readonly size: number;
	/** The hash of the last of them, base64. */
	readonly root: string;
	/** The whole signed note: what `offboardiq verify --checkpoint` takes. */
	readonly note: string;
}

/** A note as it is kept, taken apart for whoever shows parts of it. Its first three lines are origin, size and root. */
export function checkpointOf(note: string | null): AuditCheckpoint | null {
	if (note === null) return null;
	const [origin = '', size = '', root = ''] = note.split('\n');
	return { origin, size: Number(size), root, note };
}

/**
 * The newest checkpoint of an organisation's log, signed now where something was added since the last one: it covers
 * whatever was committed before. Null while nothing can be signed, which keeps nobody from being told.
 */
export async function newestNote(
	{ runner, log }: Pick<Services, 'runner' | 'log'>,
	organisationId: string,
): Promise<string | null> {
	try {
		return await runner.audit.of(organisationId).newestNote();
	} catch (error) {
		log.warn({ err: error, organisation: organisationId }, 'no checkpoint for a webhook');
		return null;
	}
}
