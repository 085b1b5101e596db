import { createHash } from 'node:crypto';
import { type Answer, ok } from '../http/answer';
import type { Call, Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import { project } from '../odata/project';
import type { UserRecord } from '../state/directory';
import { contextOf } from './find';

const PAGE = 100;
const KEPT_ROUNDS = 20;

/** The change feed of people. A token remembers what its round saw; what differs now is the next round. */
export const userDeltaRoutes: readonly Route[] = [
	{ operation: 'GET /users/delta', options: ['$select', '$deltatoken'], handle: delta },
];

/** What a `$skiptoken` of the feed carries: where to go on, in which round, with which properties. */
interface Position {
	readonly from: number;
	readonly since: string | null;
	readonly select: readonly string[] | null;
}

function delta(call: Call): Answer {
	const position = positionOf(call);
	const before = position.since === null ? {} : snapshotOf(call, position.since);
	const now = fingerprints(call);
	const changed = call.tenant.users.filter(({ profile }) => before[profile.id] !== now[profile.id]);
	const removed = Object.keys(before).filter((id) => now[id] === undefined);
	const rows = [...changed.map((user) => shown(user, position.select)), ...removed.map(gone)];
	const size = pageSize(call);
	const next = position.from + size;
	const more = next < rows.length;
	return ok({
		...contextOf(call, 'users'),
		...(more
			? { '@odata.nextLink': link(call, '$skiptoken', encode({ ...position, from: next })) }
			: { '@odata.deltaLink': link(call, '$deltatoken', remember(call, now, position.select)) }),
		value: rows.slice(position.from, next),
	});
}

const encode = (position: Position): string =>
	Buffer.from(JSON.stringify(position)).toString('base64url');

function decode(token: string): Position {
	try {
		return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Position;
	} catch {
		throw badRequest('The token is not one of this feed.', 'syncStateNotFound');
	}
}

function positionOf({ query }: Call): Position {
	if (query.skipToken !== null) return decode(query.skipToken);
	if (query.deltaToken !== null) {
		const { since, select } = decode(query.deltaToken);
		return { from: 0, since, select };
	}
	return { from: 0, since: null, select: query.select };
}

function snapshotOf(call: Call, since: string): Record<string, string> {
	const snapshot = call.tenant.deltaSnapshots[since];
	if (snapshot) return snapshot;
	throw new GraphError(
		410,
		'syncStateNotFound',
		'The sync state is too old. Start again without a token.',
		{
			Location: `${call.baseUrl}/${call.version}/users/delta`,
		},
	);
}

function fingerprints(call: Call): Record<string, string> {
	return Object.fromEntries(
		call.tenant.users.map(({ profile, managerId }) => [
			profile.id,
			createHash('sha256')
				.update(JSON.stringify([profile, managerId]))
				.digest('base64url')
				.slice(0, 12),
		]),
	);
}

function remember(
	call: Call,
	now: Record<string, string>,
	select: readonly string[] | null,
): string {
	const since = createHash('sha256').update(JSON.stringify(now)).digest('base64url').slice(0, 16);
	const { deltaSnapshots } = call.tenant;
	delete deltaSnapshots[since];
	deltaSnapshots[since] = now;
	for (const old of Object.keys(deltaSnapshots).slice(0, -KEPT_ROUNDS)) delete deltaSnapshots[old];
	return encode({ from: 0, since, select });
}

function shown(user: UserRecord, select: readonly string[] | null): object {
	const withManager = select?.includes('manager') === true;
	const names = select?.filter((name) => name !== 'manager') ?? null;
	const manager = user.managerId;
	return {
		...project(user.profile, 'user', names),
		id: user.profile.id,
		...(withManager && manager !== null
			? { 'manager@delta': [{ '@odata.type': '#microsoft.graph.user', id: manager }] }
			: {}),
	};
}

const gone = (id: string): object => ({ id, '@removed': { reason: 'changed' } });

function pageSize(call: Call): number {
	const asked = /odata\.maxpagesize=(\d+)/.exec(call.headers['prefer'] ?? '')?.[1];
	return Math.min(Math.max(Number(asked ?? PAGE), 1), 999);
}

const link = (call: Call, name: string, token: string): string =>
	`${call.baseUrl}/${call.version}/users/delta?${name}=${token}`;
