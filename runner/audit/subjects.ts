import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { seal, unseal } from '../connections/seal';
import type { AuditSubjectRow } from '../database/audit-schema';
import type { Queries } from '../database/db';
import type { FolderKey } from './keys';
import { organisationOfRun } from './organisation';

/** Whose personal data an entry holds, and with what it is encrypted. */
export interface Subject {
	readonly organisation: string;
	/** Null where its key is lost, or where there was none when it began: then nothing can be said of them. */
	readonly id: string | null;
	/** Null once it was erased, too. */
	readonly key: KeyObject | null;
}

/** In the place of the id of a key. */
const NO_KEY = 'none';

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

	/** Keeps in whose log a run or schedule is, while there is no key: nothing is said of its person, now or later. */
	async hold(tx: Queries, place: Place): Promise<void> {
		await insert(tx, place, { id: newId(), sealed: null, key_id: NO_KEY });
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

	/** Many keys were destroyed. */
	forgetAll(): void {
		this.#homes.clear();
		this.#known.clear();
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

async function make(tx: Queries, folder: FolderKey, place: Place): Promise<Found | null> {
	const [id, key] = [newId(), randomBytes(32)];
	const sealed = seal(folder, key.toString('base64'), placeOf(id));
	const isNew = await insert(tx, place, { id, sealed, key_id: folder.id });
	const { organisation } = place;
	return isNew ? { organisation, id, key: createSecretKey(key), isNew } : null;
}

/** @returns whether there was none */
async function insert(
	tx: Queries,
	{ organisation, run, at }: Place,
	row: Pick<AuditSubjectRow, 'id' | 'sealed' | 'key_id'>,
): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto('audit_subject')
		.values({ organisation, run, created_at: at, erased_at: null, ...row })
		.onConflict((conflict) => conflict.columns(['organisation', 'run']).doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

const newId = (): string => randomBytes(12).toString('hex');

async function read(
	tx: Queries,
	folder: FolderKey,
	{ organisation, run }: Place,
): Promise<Found | null> {
	const row = await tx
		.selectFrom('audit_subject')
		.select(['id', 'sealed', 'key_id', 'erased_at'])
		.where('organisation', '=', organisation)
		.where('run', '=', run)
		.executeTakeFirst();
	if (!row) return null;
	const isLost = row.key_id !== folder.id && row.erased_at === null;
	if (isLost) return { organisation, id: null, key: null, isNew: false };
	const key = openSubject(folder, row.id, row.sealed);
	return { organisation, id: row.id, key: key && createSecretKey(key), isNew: false };
}

/** The key of a subject, or null when it was erased, or can't be opened with the key of this data folder. */
export function openSubject(folder: FolderKey, id: string, sealed: string | null): Buffer | null {
	const text = sealed === null ? null : unseal(folder, sealed, placeOf(id));
	return text === null ? null : Buffer.from(text, 'base64');
}

const placeOf = (id: string): readonly string[] => ['audit-subject/1', id];
