import { systemClock, untilStopped, type Clock } from '../../nodes/shared/graph/clock';
import type { KeptConnections } from '../connections/kept-connections';
import type { OwnNights } from '../connections/own-nights';
import type { Directory } from '../directory/directory';
import type { SyncResult } from '../directory/result';
import type { ScheduleListener } from './schedule-event';

/** What a night's sync works with. */
export interface NightlySyncParts {
	readonly connections: KeptConnections;
	/** Connections that have a night of their own, and are left to `ownNights`. */
	readonly nights: OwnNights;
	readonly directory: Directory;
	readonly tell: ScheduleListener;
	readonly clock?: Clock;
}

/** One list of people, and the connections it can be read with, the one that was given last first. */
interface List {
	readonly tenantId: string;
	readonly group: string | null;
	readonly connectionIds: readonly string[];
}

const MINUTE = 60_000;
/** What fails in the night mostly works a little later. After that it is left to the next night. */
const AGAIN_AFTER_MS = [10 * MINUTE, 50 * MINUTE];
/** So many tenants at a time: one that asks to wait does not keep the others waiting. */
const LANES = 2;
/** A list that takes longer makes room for the others; the next sync goes on where it was. */
const LONGEST_MS = 60 * MINUTE;

/**
 * Makes the chore that brings the list of people of every kept connection up to date: the whole tenant's, or that of
 * its group. Each of them ends in one event; one that fails stops no other. May be repeated at any time.
 *
 * @returns resolves when nothing is left to try; after an abort soon, without a word about what was cut short
 */
export function nightlySync(parts: NightlySyncParts): (signal: AbortSignal) => Promise<void> {
	return async (signal) => {
		const clock = untilStopped(parts.clock ?? systemClock, signal);
		let open = await keptLists(parts);
		for (const again of [...AGAIN_AFTER_MS, null]) {
			open = await syncAll(parts, open, again, signal);
			if (open.length === 0 || again === null || signal.aborted) return;
			await clock.sleep(again);
		}
	};
}

/**
 * Makes the chore that does the same for connections that have a night of their own, whenever one is due. One that fails
 * is due again a little later; see `OwnNights`.
 */
export function ownNights(parts: NightlySyncParts): (signal: AbortSignal) => Promise<void> {
	return async (signal) => {
		for (;;) {
			const due = await parts.nights.takeDue();
			if (due.length === 0 || signal.aborted) return;
			const waiting = [...due];
			const lane = async () => {
				for (let one = waiting.shift(); one; one = waiting.shift()) {
					if (signal.aborted) return;
					const { connectionId, tenantId, group, again } = one;
					const list = { tenantId, group, connectionIds: [connectionId] };
					const reason = await syncOne(parts, list, signal);
					if (reason === null) await parts.nights.done(connectionId);
					else if (!signal.aborted) {
						parts.tell({ type: 'notSynced', tenantId, group, reason, again });
					}
				}
			};
			await Promise.all(Array.from({ length: LANES }, lane));
		}
	};
}

/** Two apps of one tenant may see the same list; it is read once. */
async function keptLists({ connections, nights }: NightlySyncParts): Promise<List[]> {
	const lists = new Map<string, List>();
	const others = await nights.chosen();
	for (const { id, tenantId, directoryGroup: group } of await connections.list()) {
		if (others.has(id)) continue;
		const key = `${tenantId}/${group ?? ''}`;
		const known = lists.get(key)?.connectionIds ?? [];
		lists.set(key, { tenantId, group, connectionIds: [...known, id] });
	}
	return [...lists.values()];
}

/** @returns those that failed */
async function syncAll(
	parts: NightlySyncParts,
	lists: readonly List[],
	again: number | null,
	signal: AbortSignal,
): Promise<List[]> {
	const tenants = byTenant(lists);
	const failed: List[] = [];
	const lane = async () => {
		for (let some = tenants.shift(); some; some = tenants.shift()) {
			for (const list of some) {
				if (signal.aborted) return;
				const reason = await syncOne(parts, list, signal);
				if (reason === null || signal.aborted) continue;
				failed.push(list);
				const { tenantId, group } = list;
				parts.tell({ type: 'notSynced', tenantId, group, reason, again });
			}
		}
	};
	await Promise.all(Array.from({ length: LANES }, lane));
	return failed;
}

/** There is one sync at a time for each tenant. */
function byTenant(lists: readonly List[]): List[][] {
	const tenants = new Map<string, List[]>();
	for (const list of lists) {
		tenants.set(list.tenantId, [...(tenants.get(list.tenantId) ?? []), list]);
	}
	return [...tenants.values()];
}

/** @returns why it failed; null when it did not */
async function syncOne(
	{ connections, directory, tell, clock = systemClock }: NightlySyncParts,
	{ group, connectionIds }: List,
	stopping: AbortSignal,
): Promise<string | null> {
	let reason = '';
	for (const id of connectionIds) {
		const signal = AbortSignal.any([stopping, AbortSignal.timeout(LONGEST_MS)]);
		const outcome = await connections
			.open(id)
			.then((connection) => directory.sync({ connection, group, signal, clock }))
			.catch((error: unknown) => reasonOf(error));
		if (typeof outcome !== 'string' && outcome.status !== 'failed') {
			tell({ type: 'synced', result: outcome });
			return null;
		}
		reason ||= typeof outcome === 'string' ? outcome : failureOf(outcome);
		if (stopping.aborted) break;
	}
	return reason;
}

const failureOf = ({ message }: SyncResult): string => message ?? 'It failed.';

const reasonOf = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);
