import { randomUUID } from 'node:crypto';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { Engine } from '../engine/engine';

/** Whom to look up. */
export interface LookUpRequest {
	readonly connection: GraphConnection;
	/** Object id or user principal name. */
	readonly user: string;
	readonly manager: string | null;
	readonly breakGlass: readonly string[];
}

/** The look-up found nobody, or somebody who must not be offboarded. One line, for people; nothing was changed. */
export class LookUpRefused extends Error {
	override readonly name = 'LookUpRefused';
}

/**
 * Looks somebody up as a run would, with the same node, and stops there. Reads only; it leaves nothing in the journal.
 *
 * @throws LookUpRefused with the reason that a run would be refused for
 */
export async function lookUp(engine: Engine, request: LookUpRequest): Promise<Offboarding> {
	const stop = new AbortController();
	let found: Offboarding | null = null;
	const run = {
		...request,
		...{ id: `look-up-${randomUUID()}`, dryRun: true, requestedBy: null, ticket: null },
		requestedAt: new Date().toISOString(),
		signal: stop.signal,
	};
	const result = await engine.run(run, (event) => {
		if (event.type !== 'lookedUp') return;
		found = event.offboarding;
		stop.abort();
	});
	if (found) return found;
	throw new LookUpRefused('message' in result ? result.message : 'The look-up was stopped.');
}
