import { createGraphClient } from '../../nodes/shared/graph/client';
import type { BulkMember } from '../bulk/bulk-record';
import type { KeptConnections } from '../connections/kept-connections';
import type { Db } from '../database/db';
import { identitiesOf, type Identity } from './identity';
import { putOnList, type PutOnList, type PutResult } from './put-on-list';
import { refuseMissing } from './schedule-list';
import { takeOffList } from './take-off-list';
import { takenAmong } from './taken';

/** People to put on a list that is scheduled, as somebody asks for them. */
export type AddRequest = Omit<PutOnList, 'people'> & {
	readonly members: readonly BulkMember[];
};

/** Who is on lists that are scheduled, and changing it until they start. */
export class ScheduledLists {
	readonly #db: Db;
	readonly #connections: KeptConnections;

	constructor(db: Db, connections: KeptConnections) {
		this.#db = db;
		this.#connections = connections;
	}

	/**
	 * Puts people on one. They, and whoever takes over from them, are read from the tenant first, by the connection that
	 * is kept for it. Reads only in the tenant. Permission: User.Read.All. See `putOnList`.
	 *
	 * @param connectionId of the schedule
	 * @throws ScheduleError; GraphFailure, ConnectionError, KeyError where the tenant can't be asked
	 */
	async add(
		{ id, connectionId }: { readonly id: string; readonly connectionId: string },
		{ members, ...wanted }: AddRequest,
	): Promise<PutResult> {
		const connection = await this.#connections.open(connectionId);
		const graph = createGraphClient(connection, { readOnly: true });
		const keys = members.flatMap(({ user, manager }) =>
			manager === null ? [user] : [user, manager],
		);
		const found = await identitiesOf(graph, [...new Set(keys)]);
		refuseMissing(found, keys, 'Nobody was added.');
		const of = (key: string) => found.get(key) as Identity;
		const people = members.map(({ user, manager, ticket, caseFacts }) => ({
			employee: of(user),
			manager: manager === null ? null : of(manager).id,
			...{ ticket: ticket ?? null, caseFacts: caseFacts ?? null },
		}));
		return await putOnList(this.#db, id, { ...wanted, people });
	}

	/** Takes somebody off one. See `takeOffList`. */
	readonly takeOff = async (id: string, user: string, by: Parameters<typeof takeOffList>[3]) =>
		await takeOffList(this.#db, id, user, by);

	/** Who of these is scheduled, or being offboarded, and by what. See `takenAmong`. */
	readonly taken = async (tenantId: string, employeeIds: readonly string[]) =>
		await takenAmong(this.#db, tenantId, employeeIds);
}
