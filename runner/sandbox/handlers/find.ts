import { type Call, param } from '../http/call';
import { badRequest, notFound } from '../http/graph-error';
import type { GroupRecord, UserRecord } from '../state/directory';
import { findGroup, findUser } from '../state/queries';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The person named in the route.
 * @throws GraphError 404 Request_ResourceNotFound.
 */
export function userOf(call: Call): UserRecord {
	const key = param(call, 'user');
	const user = findUser(call.tenant, key);
	if (!user) throw notFound(key);
	return user;
}

/**
 * The group named in the route.
 * @throws GraphError 400 for an id that isn't one, 404 for a group that isn't there.
 */
export function groupOf(call: Call): GroupRecord {
	const id = param(call, 'group');
	if (!GUID.test(id)) throw badRequest(`Invalid object identifier '${id}'.`);
	const group = findGroup(call.tenant, id);
	if (!group) throw notFound(id);
	return group;
}

/** `$metadata#…` of an answer. */
export function contextOf(call: Call, what: string): { '@odata.context': string } {
	return { '@odata.context': `${call.baseUrl}/${call.version}/$metadata#${what}` };
}

/** A time as the directory keeps it: to the second. Two changes within one second can't be told apart by it. */
export function directoryTime(now: Date): string {
	return `${now.toISOString().slice(0, 19)}Z`;
}
