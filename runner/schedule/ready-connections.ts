import type { KeptConnections } from '../connections/kept-connections';
import type { Db } from '../database/db';
import type { ClockCheck } from './clock-check';
import type { Holds } from './holds';

interface Parts {
	readonly db: Db;
	readonly connections: KeptConnections;
	readonly check: ClockCheck;
	readonly holds: Holds;
}

/** The connections of what is due, as far as their tenants answer and agree about the time. */
export async function readyConnections(
	{ db, connections, check, holds }: Parts,
	now: Date,
): Promise<string[]> {
	const due = await db
		.selectFrom('schedule')
		.select(['connection_id', 'tenant_id'])
		.distinct()
		.where('state', '=', 'pending')
		.where('due_at', '<=', now.toISOString())
		.execute();
	const ready = await Promise.all(
		due.map(async ({ connection_id, tenant_id }) => {
			const is = await connections.open(connection_id).then(
				(connection) => check.readiness(connection_id, connection),
				(error: unknown) => ({
					ok: false as const,
					reason: error instanceof Error ? error.message : String(error),
				}),
			);
			return holds.note(connection_id, tenant_id, is) ? connection_id : null;
		}),
	);
	return ready.filter((id) => id !== null);
}
