import { createGraphClient } from '../../nodes/shared/graph/client';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { BulkMember } from '../bulk/bulk-record';
import type { Db } from '../database/db';
import type { KeptConnections } from '../connections/kept-connections';
import { createList, type NewListSchedule } from './create-list';
import { identitiesOf, type Identity } from './identity';
import { ScheduleError } from './schedule-error';
import type { Schedule } from './schedule-record';

/** A list of people for later, as a person asks for it. */
export type ScheduleListRequest = Omit<NewListSchedule, 'connectionId' | 'people'> & {
	readonly connection: GraphConnection;
	/** Everybody once. */
	readonly members: readonly BulkMember[];
};

/**
 * Schedules a list. Everybody on it, and whoever takes over from them, is read from the tenant first, so that what is
 * wrong is found now and that on the day each is known to be the same. The connection is kept, sealed, for the day.
 * Reads only in the tenant. Permission: User.Read.All.
 *
 * @throws ScheduleError where somebody is not in the tenant, or is scheduled already; GraphFailure, ConnectionError, KeyError
 */
export async function scheduleList(
	{ db, connections }: { readonly db: Db; readonly connections: KeptConnections },
	{ connection, members, ...wanted }: ScheduleListRequest,
): Promise<Schedule> {
	const keys = members.flatMap(({ user, manager }) => (manager === null ? user : [user, manager]));
	const graph = createGraphClient(connection, { readOnly: true });
	const found = await identitiesOf(graph, [...new Set(keys)]);
	refuseMissing(found, keys, 'Nothing was scheduled.');
	const of = (key: string) => found.get(key) as Identity;
	return await createList(db, {
		...wanted,
		connectionId: await connections.keep(
			...([connection, wanted.tenantId, wanted.actor ?? wanted.requestedBy] as const),
		),
		people: members.map(({ user, manager, ticket, caseFacts }) => ({
			employee: of(user),
			// By object id, as the employee: a name may belong to somebody else by then.
			manager: manager === null ? null : of(manager).id,
			...{ ticket: ticket ?? null, caseFacts: caseFacts ?? null, added: null },
		})),
	});
}

/** So many are named; the others are counted. */
const NAMED = 10;

/** @param outcome what did not happen then. @throws ScheduleError where somebody was not found */
export function refuseMissing(
	found: ReadonlyMap<string, Identity>,
	keys: readonly string[],
	outcome: string,
): void {
	const missing = [...new Set(keys)].filter((key) => !found.has(key));
	if (missing.length === 0) return;
	const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
	const who = missing.slice(0, NAMED).join(', ');
	throw new ScheduleError(`Not in the tenant any more: ${who}${more}. ${outcome}`, 'notThere');
}
