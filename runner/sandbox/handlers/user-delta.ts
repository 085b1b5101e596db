import { hash } from 'node:crypto';
import { type Answer, ok } from '../http/answer';
import type { Call, Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import { project } from '../odata/project';
import type { UserRecord } from '../state/directory';
import type { TenantState } from '../state/tenant';
import { contextOf } from './find';

const PAGE = 100;
const KEPT_ROUNDS = 20;

/**
 * The change feed of people. A round is fixed when it starts: its snapshot says who is in it, and what differs from the
 * snapshot before is what it shows. So a page costs no more than its rows, however many people there are.
 */
export const userDeltaRoutes: readonly Route[] = [
	{ operation: 'GET /users/delta', options: ['$select', '$deltatoken'], handle: delta },
];

/** A user id to a fingerprint of the person and their manager's id. */
type Snapshot = Readonly<Record<string, string>>;

/** What a token of the feed carries: where to go on, in which round, with which properties. */
interface Position {
	readonly from: number;
	/** The snapshot of the round before; null for a first one. */
	readonly since: string | null;
	/** The snapshot of this round; null when it starts with this request. */
	readonly round: string | null;
	readonly select: readonly string[] | null;
}

function delta(call: Call): Answer {
	const asked = positionOf(call);
	const before = asked.since === null ? {} : snapshotOf(call, asked.since);
	const round = asked.round ?? remember(call.tenant);
	const now = snapshotOf(call, round);
	const changes = changesBetween(call.tenant, before, now, `${asked.since ?? ''}>${round}`);
	const next = asked.from + pageSize(call);
	const page = { ...changes, ids: changes.ids.slice(asked.from, next) };
	const select = asked.select;
	const onwards = { from: next, since: asked.since, round, select };
	const again = { from: 0, since: round, round: null, select };
	return ok({
		...contextOf(call, 'users'),
		...(next < changes.ids.length
			? { '@odata.nextLink': link(call, '$skiptoken', encode(onwards)) }
			: { '@odata.deltaLink': link(call, '$deltatoken', encode(again)) }),
		value: rowsOf(call.tenant, page, before, now, select),
	});
}

const encode = (position: Position): string =>
	Buffer.from(JSON.stringify(position)).toString('base64url');

function positionOf({ query }: Call): Position {
	const token = query.skipToken ?? query.deltaToken;
	if (token === null) return { from: 0, since: null, round: null, select: query.select };
	try {
		return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Position;
	} catch {
		throw badRequest('The token is not one of this feed.', 'syncStateNotFound');
	}
}

function snapshotOf(call: Call, token: string): Snapshot {
	const snapshot = call.tenant.deltaSnapshots[token];
	if (snapshot) return snapshot;
	throw new GraphError(
		410,
		'syncStateNotFound',
		'The sync state is too old. Start again without a token.',
		{ Location: `${call.baseUrl}/${call.version}/users/delta` },
	);
}

/** Keeps how everybody is now, under a name that follows from it. */
function remember({ users, deltaSnapshots }: TenantState): string {
	const now = Object.fromEntries(
		users.map(({ profile, managerId }) => [
			profile.id,
			`${hash('sha1', JSON.stringify(profile), 'base64url').slice(0, 12)} ${managerId ?? ''}`,
		]),
	);
	const round = hash('sha256', JSON.stringify(now), 'base64url').slice(0, 16);
	// The one asked for last is the last to go.
	delete deltaSnapshots[round];
	deltaSnapshots[round] = now;
	for (const old of Object.keys(deltaSnapshots).slice(0, -KEPT_ROUNDS)) delete deltaSnapshots[old];
	return round;
}

interface Changes {
	readonly key: string;
	readonly ids: readonly string[];
	/** Where each of them stood among the people. */
	readonly places: ReadonlyMap<string, number>;
}

const lastChanges = new WeakMap<TenantState, Changes>();

/** Who is new, different or gone; the answer of the last question is kept for its next page. */
function changesBetween(
	tenant: TenantState,
	before: Snapshot,
	now: Snapshot,
	key: string,
): Changes {
	const last = lastChanges.get(tenant);
	if (last?.key === key) return last;
	const changed = Object.keys(now).filter((id) => before[id] !== now[id]);
	const ids = [...changed, ...Object.keys(before).filter((id) => now[id] === undefined)];
	const places = new Map(tenant.users.map(({ profile }, at) => [profile.id, at]));
	const changes = { key, ids, places };
	lastChanges.set(tenant, changes);
	return changes;
}

function rowsOf(
	{ users, deletedUsers }: TenantState,
	{ ids, places }: Changes,
	before: Snapshot,
	now: Snapshot,
	select: readonly string[] | null,
): object[] {
	const withManager = select?.includes('manager') === true;
	const names = select?.filter((name) => name !== 'manager') ?? null;
	return ids.flatMap((id) => {
		if (now[id] === undefined) {
			return gone(
				id,
				deletedUsers.some(({ profile }) => profile.id === id),
			);
		}
		const there = users[places.get(id) ?? -1];
		// Somebody may have been added or deleted since.
		const user = there?.profile.id === id ? there : users.find(({ profile }) => profile.id === id);
		return user ? shown(user, managerBefore(before[id]), names, withManager) : [];
	});
}

const managerBefore = (fingerprint: string | undefined): string | null =>
	fingerprint?.split(' ')[1] || null;

function shown(
	user: UserRecord,
	before: string | null,
	names: readonly string[] | null,
	withManager: boolean,
): Record<string, unknown> {
	const row = { ...project(user.profile, 'user', names), id: user.profile.id };
	if (!withManager) return row;
	const managers = [
		...(user.managerId === null ? [] : [managerRow(user.managerId)]),
		...(before === null || before === user.managerId
			? []
			: [{ ...managerRow(before), '@removed': { reason: 'deleted' } }]),
	];
	return managers.length === 0 ? row : { ...row, 'manager@delta': managers };
}

const managerRow = (id: string): object => ({ '@odata.type': '#microsoft.graph.user', id });

/** Somebody in the deleted items can come back; whoever is not even there can not. */
const gone = (id: string, canComeBack: boolean): object => ({
	id,
	'@removed': { reason: canComeBack ? 'changed' : 'deleted' },
});

function pageSize(call: Call): number {
	const asked = /odata\.maxpagesize=(\d+)/.exec(call.headers['prefer'] ?? '')?.[1];
	return Math.min(Math.max(Number(asked ?? PAGE), 1), 999);
}

const link = (call: Call, name: string, token: string): string =>
	`${call.baseUrl}/${call.version}/users/delta?${name}=${token}`;
