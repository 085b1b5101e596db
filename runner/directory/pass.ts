import type { Clock, GraphClient } from '../../nodes/shared/graph';
import type { Db, Queries } from '../database/db';
import { DirectoryError } from './errors';
import { inBatches, type Batch } from './batches';
import { isStaleLink, readFeed } from './feed';
import type { DirectoryLock } from './lock';
import type { Place } from './person';
import { removeVanished, type Removal, type RemovalLimit } from './removal';
import type { SyncListener } from './result';
import { beginRound, notePage, updateSync, type Round } from './round';
import { writePage } from './write-page';

/** What a pass works with. */
export interface PassParts {
	readonly db: Db;
	readonly client: GraphClient;
	readonly lock: DirectoryLock;
	readonly place: Place;
	/** Null: whoever is missing is removed, however many they are. */
	readonly limit: RemovalLimit | null;
	/** How many pages are written in one transaction. */
	readonly pagesAtOnce: number;
	readonly signal: AbortSignal | undefined;
	readonly clock: Clock;
	readonly listener: SyncListener;
}

/** What our copy says and what the feed believes to have told differ: everybody has to be read again. */
class OutOfStep extends Error {}

/**
 * Reads a list to its end: an open round or a new one, and where its link turns out to be of no use, a full one.
 *
 * @returns what the end meant, with the one line to say about it
 * @throws GraphFailure, ConnectionError, DirectoryError, DatabaseError; what was committed by then is gone on with later
 */
export async function pass(
	parts: PassParts,
): Promise<{ readonly status: 'completed' | 'stopped'; readonly message: string | null }> {
	const first = await begin(parts, false);
	try {
		return await finish(parts, first, first.resumed ? wentOn(first) : null);
	} catch (error) {
		if (!(error instanceof OutOfStep || isStaleLink(error))) throw error;
	}
	const second = await begin(parts, true);
	const why = 'The link to the changes had expired, so everybody was read again.';
	return await finish(parts, second, why);
}

const wentOn = ({ pages }: Round): string =>
	`It went on after page ${pages}, where an earlier sync had ended.`;

async function begin({ db, client, place, clock, lock }: PassParts, anew: boolean): Promise<Round> {
	return await db.transaction().execute(async (tx) => {
		await lock.renew(tx);
		return await beginRound(tx, client, place, clock.now().toISOString(), anew);
	});
}

async function finish(parts: PassParts, begun: Round, remark: string | null) {
	const removal = await readPages(parts, begun);
	if (removal.status === 'removed') return { status: 'completed', message: remark } as const;
	return { status: 'stopped', message: stopMessage(removal) } as const;
}

function stopMessage({ vanishing, known }: Extract<Removal, { status: 'stopped' }>): string {
	return (
		`${vanishing} of ${known} known people are missing, too many to believe. Nobody was removed. ` +
		'If they have really left, run it again with --confirm-removals.'
	);
}

async function readPages(parts: PassParts, begun: Round): Promise<Removal> {
	const { client, place, signal, db, lock } = parts;
	let round = begun;
	let people = 0;
	// What is being read ahead when this ends is of no use to anybody.
	const ended = new AbortController();
	const reading = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]);
	const feed = readFeed(client, place, round.link, reading);
	try {
		for await (const batch of inBatches(feed, parts.pagesAtOnce)) {
			const written = await db.transaction().execute(async (tx) => {
				await lock.renew(tx);
				return await writeWhole(tx, parts, round, batch);
			});
			round = written.round;
			people += batch.sightings.length;
			tell(parts.listener, round, people);
			if (written.removal) return written.removal;
		}
	} finally {
		ended.abort();
	}
	throw new DirectoryError('Microsoft Graph’s list of people broke off. Run the sync again.');
}

/** Some pages, mostly one: their people, where to go on, and after the last one what the end means, all of it or nothing. */
async function writeWhole(
	tx: Queries,
	parts: PassParts,
	before: Round,
	batch: Batch,
): Promise<{ readonly round: Round; readonly removal: Removal | null }> {
	const { place, client } = parts;
	const effect = await writePage(tx, place, batch.sightings, before);
	if (effect.strange) throw new OutOfStep();
	const round: Round = {
		...before,
		link: batch.nextLink,
		pages: before.pages + batch.pages,
		added: before.added + effect.added,
		updated: before.updated + effect.updated,
	};
	await notePage(tx, place, round, client.simulated);
	const isLast = batch.nextLink === null;
	return { round, removal: isLast ? await end(tx, parts, round, batch.deltaLink) : null };
}

async function end(
	tx: Queries,
	{ place, limit, clock }: PassParts,
	round: Round,
	deltaLink: string | null,
): Promise<Removal> {
	const at = clock.now().toISOString();
	const removal = await removeVanished(tx, place, round, limit, at);
	const removed = removal.status === 'removed' ? removal.removed : 0;
	const stopped = removal.status === 'stopped';
	await updateSync(tx, place, {
		under_way: 0,
		next_link: null,
		// After a stop everybody is read again, so that a mistake of Graph's can heal by itself.
		delta_link: stopped ? null : deltaLink,
		removed,
		...(stopped ? {} : { completed_at: at }),
	});
	return removal;
}

/** A watcher that breaks does not break the sync. */
function tell(listener: SyncListener, { full, pages }: Round, people: number): void {
	try {
		listener({ full, pages, people });
	} catch {
		// The database has it.
	}
}
