import type { Db } from '../database/db';
import type { KeptConnections } from '../connections/kept-connections';
import type { AbandonedRun } from '../journal/abandoned-runs';

/** A run that nobody works on, and the connection to go on with it. */
export interface OpenRun {
	readonly id: string;
	readonly status: string;
	readonly connectionId: string;
	readonly tenantId: string;
	/** How often in a row a process died over it. */
	readonly crashes: number;
}

/** The runs that have not ended and that nobody works on, or the one of this id. */
export type Abandoned = (id?: string) => Promise<readonly AbandonedRun[]>;

/**
 * The runs that can be worked on: fired, interrupted or waiting, where a connection to their tenant is kept. That of
 * their schedule comes first, else the one that was given last. What killed too often is left alone
 * for a while.
 *
 * @param id of the only one to look at
 */
export async function openRuns(
	db: Db,
	abandoned: Abandoned,
	connections: KeptConnections,
	id?: string,
): Promise<readonly OpenRun[]> {
	const runs = (await abandoned(id)).filter(({ setAside }) => !setAside);
	if (runs.length === 0) return [];
	const ofTenant = new Map<string, string>();
	for (const kept of await connections.list()) {
		if (!ofTenant.has(kept.tenantId)) ofTenant.set(kept.tenantId, kept.id);
	}
	const scheduled = db
		.selectFrom('schedule')
		.select(['run_id', 'connection_id'])
		.where('run_id', 'is not', null)
		.where('active', '=', 1);
	const rows = await (id === undefined ? scheduled : scheduled.where('run_id', '=', id)).execute();
	const ofRun = new Map(rows.map((row) => [row.run_id, row.connection_id]));
	return runs.flatMap(({ setAside: _, ...run }) => {
		const connectionId = ofRun.get(run.id) ?? ofTenant.get(run.tenantId);
		return connectionId === undefined ? [] : [{ ...run, connectionId }];
	});
}
