import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { ConnectionRow } from '../database/schedule-schema';
import { KeyError, type ConnectionKey } from './connection-key';
import { keyedHash, unseal } from './seal';

/** Client id and credential: what is sealed. */
export type Secret = Pick<GraphConnection, 'clientId' | 'credential'>;

/** Tenant, app, row and hosts: a secret that is moved to another tenant's row, or sent to another host, does not open. */
export function placeOf(
	row: Pick<
		ConnectionRow,
		'id' | 'tenant_id' | 'client_ref' | 'cloud' | 'graph_base_url' | 'login_base_url'
	>,
): readonly string[] {
	const { id, tenant_id, client_ref, cloud, graph_base_url, login_base_url } = row;
	return ['connection/1', tenant_id, id, client_ref, cloud, graph_base_url, login_base_url];
}

/** What is in a row. @throws KeyError when it was changed behind our back */
export function opened(key: ConnectionKey, row: ConnectionRow): Secret {
	const text = unseal(key, row.sealed, placeOf(row));
	if (text !== null) return JSON.parse(text) as Secret;
	throw new KeyError(
		`The kept connection of tenant ${row.tenant_id} was changed in the database and is not used. Give it again with offboardiq schedule.`,
	);
}

/** The same app may be written in capitals. */
export const refOf = (
	key: ConnectionKey,
	{ clientId }: Pick<GraphConnection, 'clientId'>,
): string => keyedHash(key, clientId.toLowerCase());
