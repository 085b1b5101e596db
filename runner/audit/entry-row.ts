import { keyedHash } from '../connections/seal';
import type { Queries } from '../database/db';
import type { Facts, NewEntry } from './acts';
import { encryptBody } from './body';
import type { ChainedEntry } from './chain';
import type { FolderKey } from './keys';
import type { Subjects } from './subjects';

/** The first entry of a run or schedule. */
export const BEGINNINGS: ReadonlySet<string> = new Set(['offboarding.requested', 'schedule.made']);

/** Where an entry goes. */
interface Place {
	readonly organisation: string;
	readonly seq: number;
	readonly ts: string;
}

/** What an entry is made with; `folder` is null while the key is lost. */
interface Means {
	readonly tx: Queries;
	readonly folder: FolderKey | null;
	readonly subjects: Subjects;
}

/** An act as the row it becomes, before it is chained: what is said of a person is encrypted. */
export async function rowOf(
	{ tx, folder, subjects }: Means,
	entry: NewEntry,
	{ organisation, seq, ts }: Place,
): Promise<Omit<ChainedEntry, 'prev' | 'hash'>> {
	const { type, run = null } = entry;
	const { actor, named } = actorIn(entry, folder);
	const common = { seq, ts, type, actor, run, facts: factsOf(entry, folder) };
	const personal = withName(entry.personal, named);
	if (personal === undefined) return { ...common, subject: null, body: null };
	const name = entry.about ?? run ?? (named && actor);
	if (name === null) throw new Error(`${type} says something of a person and not whose it is.`);
	const isNew = BEGINNINGS.has(type);
	const place = { organisation, run: name, at: ts };
	if (folder === null) {
		if (isNew) await subjects.hold(tx, place);
		return { ...common, subject: null, body: null };
	}
	const { id, key } = await subjects.of(tx, folder, { ...place, isNew });
	const body = key && id ? encryptBody(key, { id, type }, personal) : null;
	return { ...common, subject: id, body };
}

/** A name with a mail address, as the portal tells the runner who asks. */
const ADDRESS = /<[^<>\s]+@[^<>\s]+>$/;

/** Who did it. A mail address never stands in clear: a keyed hash does, the same for the same person. */
function actorIn(
	entry: NewEntry,
	folder: FolderKey | null,
): { readonly actor: string; readonly named: string | null } {
	const actor = text(entry.actor === undefined ? 'system' : (entry.actor ?? 'unknown'));
	if (!ADDRESS.test(actor)) return { actor, named: null };
	if (folder === null) return { actor: 'person', named: null };
	const hashed = keyedHash(folder, `person\n${actor.toLowerCase()}`).slice(0, 16);
	return { actor: `person/${hashed}`, named: actor };
}

function withName(personal: unknown, actor: string | null): unknown {
	return actor === null ? personal : { ...(personal as object | undefined), actor };
}

/** Without the key an entry says that there was none, and lacks what only the key can hide. */
function factsOf({ facts, hashed = {} }: NewEntry, folder: FolderKey | null): Facts {
	if (folder === null) return { ...facts, noKey: true };
	const names = Object.entries(hashed).map(
		([name, value]) => [name, keyedHash(folder, value).slice(0, 32)] as const,
	);
	return names.length === 0 ? facts : { ...facts, ...Object.fromEntries(names) };
}

/** As the database keeps it: what is hashed has to come out again. */
const text = (value: string): string => value.replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD');
