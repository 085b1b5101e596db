import type { Db } from '../database/db';
import { readFacets, type Facets } from './facets';
import { scopeOf, type Place } from './person';
import { readSync } from './round';

interface Kept {
	readonly version: string;
	readonly at: number;
	readonly facets: Promise<Facets>;
}

/** While a sync goes on a list changes with each page; it is counted no more often than this. */
const WHILE_SYNCING_MS = 2_000;
const MOST_LISTS = 100;

/** Counts lists once for each sync, and for what is seen between two: nothing else changes them. */
export class KeptFacets {
	readonly #db: Db;
	readonly #kept = new Map<string, Kept>();

	constructor(db: Db) {
		this.#db = db;
	}

	async of(place: Place): Promise<Facets> {
		const row = await readSync(this.#db, place);
		const version = JSON.stringify(
			row && [
				...[row.round, row.pages, row.added, row.updated, row.status, row.finished_at],
				row.seen_between,
			],
		);
		const key = `${place.tenantId}/${scopeOf(place)}`;
		const kept = this.#kept.get(key);
		const isYoung =
			kept !== undefined &&
			row?.status === 'running' &&
			performance.now() - kept.at < WHILE_SYNCING_MS;
		if (kept && (kept.version === version || isYoung)) return await kept.facets;
		return await this.#count(key, place, version);
	}

	async #count(key: string, place: Place, version: string): Promise<Facets> {
		const facets = readFacets(this.#db, place);
		facets.catch(() => this.#kept.delete(key));
		if (this.#kept.size >= MOST_LISTS) this.#kept.clear();
		this.#kept.set(key, { version, at: performance.now(), facets });
		return await facets;
	}
}
