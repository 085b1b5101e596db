import type { Db } from '../database/db';
import type { KeptConnections } from '../connections/kept-connections';

/** A run that nobody works on, and the connection to go on with it. */
export interface OpenRun {
	readonly id: string;
	readonly status: string;
	readonly connectionId: string;
	readonly tenantId: string;
}

/** The runs that have not ended and that nobody works on. */
export type Abandoned = () => Promise<
	readonly { readonly id: string; readonly tenantId: string; readonly status: string }[]
>;

/**
 * The runs that can be worked on: fired, interrupted or waiting, where a connection to their tenant is kept. That of
 * their schedule comes first, else the one that was given last.
 */
export async function openRuns(
	db: Db,
	abandoned: Abandoned,
	connections: KeptConnections,
): Promise<readonly OpenRun[]> {
	const runs = await abandoned();
	if (runs.length === 0) return [];
	const ofTenant = new Map<string, string>();
	for (const { id, tenantId } of await connections.list()) {
		if (!ofTenant.has(tenantId)) ofTenant.set(tenantId, id);
	}
	const scheduled = await db
		.selectFrom('schedule')
		.select(['run_id', 'connection_id'])
		.where('run_id', 'is not', null)
		.where('active', '=', 1)
		.execute();
	const ofRun = new Map(scheduled.map((row) => [row.run_id, row.connection_id]));
	return runs.flatMap(({ id, tenantId, status }) => {
		const connectionId = ofRun.get(id) ?? ofTenant.get(tenantId);
		return connectionId === undefined ? [] : [{ id, tenantId, status, connectionId }];
	});
}
