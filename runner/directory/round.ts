import type { GraphClient } from '../../nodes/shared/graph';
import type { Queries } from '../database/db';
import type { DirectorySyncRow } from '../database/directory-schema';
import { feedRequest, isOwnLink } from './feed';
import type { RoundMark } from './merge';
import { scopeOf, type Place } from './person';

/** One pass over a list, as far as it got. It outlives the process: each page is committed with where it goes on. */
export interface Round extends RoundMark {
	/** Where it goes on; null at the beginning of a full one. */
	readonly link: string | null;
	/** True when it was begun by a sync that did not end it. */
	readonly resumed: boolean;
	readonly pages: number;
	readonly added: number;
	readonly updated: number;
}

/**
 * Begins a round, or goes on with the one that a crash left. A link that is not this connection's own, or was made for
 * other properties, is left alone: then everything is read anew.
 *
 * @param anew a full round, whatever links there are
 */
export async function beginRound(
	tx: Queries,
	client: GraphClient,
	place: Place,
	at: string,
	anew: boolean,
): Promise<Round> {
	const row = await readSync(tx, place);
	const selection = feedRequest(place).query?.['$select'] ?? '';
	const usable = (link: string | null): link is string =>
		!anew && row?.selection === selection && link !== null && isOwnLink(link, client);
	const round = nextRound(row, usable, at);
	const begun = { ...columnsOf(round), selection, started_at: at };
	await tx
		.insertInto('directory_sync')
		.values({
			tenant_id: place.tenantId,
			scope: scopeOf(place),
			...begun,
			delta_link: null,
			simulated: 0,
			completed_at: null,
			seen_between: 0,
		})
		.onConflict((conflict) => conflict.columns(['tenant_id', 'scope']).doUpdateSet(begun))
		.execute();
	return round;
}

function columnsOf(round: Round) {
	return {
		round: round.number,
		full: round.full ? 1 : 0,
		under_way: 1,
		round_started_at: round.startedAt,
		next_link: round.link,
		pages: round.pages,
		added: round.added,
		updated: round.updated,
		removed: 0,
		status: 'running',
		message: null,
		finished_at: null,
	};
}

function nextRound(
	row: DirectorySyncRow | undefined,
	usable: (link: string | null) => link is string,
	at: string,
): Round {
	if (row?.under_way === 1 && usable(row.next_link)) {
		const { round, full, round_started_at, next_link, pages, added, updated } = row;
		return {
			...{ number: round, full: full === 1, startedAt: round_started_at },
			...{ link: next_link, resumed: pages > 0, pages, added, updated },
		};
	}
	const fresh = { startedAt: at, resumed: false, pages: 0, added: 0, updated: 0 };
	const link = row?.delta_link ?? null;
	if (row && usable(link)) return { ...fresh, number: row.round, full: false, link };
	return { ...fresh, number: (row?.round ?? 0) + 1, full: true, link: null };
}

/** Notes a page: how far the round got. Belongs into the transaction that writes its people. */
export async function notePage(
	tx: Queries,
	place: Place,
	round: Round,
	simulated: boolean,
): Promise<void> {
	const { link, pages, added, updated } = round;
	await updateSync(tx, place, {
		...{ next_link: link, pages, added, updated },
		simulated: simulated ? 1 : 0,
	});
}

/** Changes what is kept of the sync of a list. */
export async function updateSync(
	tx: Queries,
	place: Place,
	changes: Partial<Omit<DirectorySyncRow, 'tenant_id' | 'scope'>>,
): Promise<void> {
	await tx
		.updateTable('directory_sync')
		.set(changes)
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.execute();
}

/** What is kept of the sync of a list, or undefined before the first one. */
export async function readSync(
	queries: Queries,
	place: Place,
): Promise<DirectorySyncRow | undefined> {
	return await queries
		.selectFrom('directory_sync')
		.selectAll()
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.executeTakeFirst();
}
