import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { seal, unseal } from '../connections/seal';
import type { Queries } from '../database/db';
import type { FolderKey } from './keys';
import { organisationOfRun } from './organisation';

/** Whose personal data an entry holds, and with what it is encrypted. */
export interface Subject {
	readonly organisation: string;
	readonly id: string;
	/** Null once it was erased: then nothing more is written about them. */
	readonly key: KeyObject | null;
}

/** So many are remembered: those of the runs under way, and some more. */
const REMEMBERED = 2_000;

/**
 * The keys of personal data, one for each run, schedule or account. Destroying it makes everything that was said about
 * the person there unreadable, in every copy of the entries.
 */
export class Subjects {
	/** By organisation and name. */
	readonly #known = new Map<string, Subject>();
	/** In transactions that may still be rolled back, by run. */
	readonly #made = new Map<string, Subject>();
	/** What was made in a transaction that may still be rolled back. */
	readonly #madeIn = new WeakMap<Queries, Set<string>>();
	/** In whose log a run is. */
	readonly #homes = new Map<string, string>();

	/**
	 * The key of a run, schedule or account; it is made when there is none.
	 *
	 * @param isNew true where there is none in all likelihood: it decides only what is tried first
	 */
	async of(
		tx: Queries,
		folder: FolderKey,
		{ isNew, ...place }: Place & { readonly isNew: boolean },
	): Promise<Subject> {
		const name = nameOf(place);
		const known = this.#known.get(name);
		if (known) return known;
		const subject = isNew
			? ((await make(tx, folder, place)) ?? (await read(tx, folder, place)))
			: ((await read(tx, folder, place)) ?? (await make(tx, folder, place)));
		if (!subject) throw new Error('A key was made twice and is not there.');
		// What is made here may be rolled back with the transaction; then the run's number goes to another.
		const madeHere = this.#madeIn.get(tx) ?? new Set();
		this.#madeIn.set(tx, madeHere);
		if (subject.isNew) {
			madeHere.add(name);
			kept(this.#made, place.run, subject);
		} else if (!madeHere.has(name)) {
			kept(this.#known, name, subject);
		}
		return subject;
	}

	/** In whose log a run or schedule is; null where nothing was said of it yet. */
	async home(tx: Queries, run: string): Promise<string | null> {
		const known = this.#homes.get(run);
		if (known !== undefined) return known;
		const home = await organisationOfRun(tx, run);
		if (home !== null && !this.#madeIn.get(tx)?.has(nameOf({ organisation: home, run }))) {
			kept(this.#homes, run, home);
		}
		return home;
	}

	/** What was made for it is committed, so that it need not be read. */
	remember(run: string): void {
		const subject = this.#made.get(run);
		this.#made.delete(run);
		if (!subject) return;
		kept(this.#known, nameOf({ ...subject, run }), subject);
		kept(this.#homes, run, subject.organisation);
	}

	/** Nothing more comes about it from here. */
	forget(run: string): void {
		const home = this.#homes.get(run);
		this.#homes.delete(run);
		if (home !== undefined) this.#known.delete(nameOf({ organisation: home, run }));
	}

	/** The same for an account or an invitation, whose names are nothing outside their organisation. */
	forgetIn(organisation: string, name: string): void {
		this.#known.delete(nameOf({ organisation, run: name }));
	}
}

const nameOf = ({ organisation, run }: Pick<Place, 'organisation' | 'run'>): string =>
	`${organisation}\n${run}`;

function kept<T>(map: Map<string, T>, name: string, value: T): void {
	if (map.size >= REMEMBERED) map.clear();
	map.set(name, value);
}

interface Place {
	readonly organisation: string;
	readonly run: string;
	readonly at: string;
}

type Found = Subject & { readonly isNew: boolean };

async function make(
	tx: Queries,
	folder: FolderKey,
	{ organisation, run, at }: Place,
): Promise<Found | null> {
	const [id, key] = [randomBytes(12).toString('hex'), randomBytes(32)];
	const sealed = seal(folder, key.toString('base64'), placeOf(id));
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('audit_subject')
		.values({ organisation, run, id, sealed, key_id: folder.id, created_at: at, erased_at: null })
		.onConflict((conflict) => conflict.columns(['organisation', 'run']).doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n
		? { organisation, id, key: createSecretKey(key), isNew: true }
		: null;
}

async function read(
	tx: Queries,
	folder: FolderKey,
	{ organisation, run }: Place,
): Promise<Found | null> {
	const row = await tx
		.selectFrom('audit_subject')
		.select(['id', 'sealed'])
		.where('organisation', '=', organisation)
		.where('run', '=', run)
		.executeTakeFirst();
	if (!row) return null;
	const key = openSubject(folder, row.id, row.sealed);
	return { organisation, id: row.id, key: key && createSecretKey(key), isNew: false };
}

/** The key of a subject, or null when it was erased, or can't be opened with the key of this data folder. */
export function openSubject(folder: FolderKey, id: string, sealed: string | null): Buffer | null {
	const text = sealed === null ? null : unseal(folder, sealed, placeOf(id));
	return text === null ? null : Buffer.from(text, 'base64');
}

const placeOf = (id: string): readonly string[] => ['audit-subject/1', id];
