import type { ShownEntry } from '../../runner';
import type { Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';

/** An entry as a row of the page. */
export interface AuditRow {
	readonly seq: number;
	readonly ts: string;
	readonly who: string;
	readonly what: string;
	readonly type: string;
	/** Whom it is about, as far as it may still be read. */
	readonly about: string;
	readonly erased: boolean;
	readonly run: string | null;
	readonly tenant: Tenant | null;
	/** Hash of the entry: its place in the chain. */
	readonly hash: string;
}

/** Whoever acts without an account, in words. */
export const ACTORS: Readonly<Record<string, string>> = {
	system: 'OffboardIQ',
	unknown: 'Unknown',
};

const ACCOUNT = 'account/';

export async function auditRows(
	db: Queries,
	entries: readonly ShownEntry[],
	tenants: readonly Tenant[],
): Promise<readonly AuditRow[]> {
	const names = await namesOf(db, entries);
	return entries.map(({ seq, ts, type, what, actor, run, facts, personal, erased, hash }) => ({
		...{ seq, ts, type, run, erased, hash },
		what: spoken(what),
		who:
			names.get(actor) ??
			namedIn(personal) ??
			ACTORS[actor] ??
			(actor.startsWith(ACCOUNT)
				? 'Deleted account'
				: actor.startsWith('person')
					? 'Somebody'
					: numbered(actor)),
		about: aboutOf(personal),
		tenant: tenants.find(({ tenantId }) => tenantId === facts['tenant']) ?? null,
	}));
}

/** A moment as the log has it. */
const MOMENT = /(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z/gu;

/** States have one word in the log, such as `completed_with_exceptions`; moments are said as everywhere. */
const spoken = (what: string): string =>
	what.replace(/(?<=\p{Ll})_(?=\p{Ll})/gu, ' ').replace(MOMENT, '$1 $2 UTC');

/** A list or a schedule that acts, by its number. */
const numbered = (actor: string): string =>
	actor.replace(/^list\//, 'List ').replace(/^schedule\//, 'Schedule ');

/** Where whoever asked is known to the runner by name only. */
function namedIn(personal: unknown): string | null {
	const { actor } = (personal ?? {}) as { readonly actor?: unknown };
	return typeof actor === 'string' ? actor.replace(/ <[^<>]*>$/, '') : null;
}

async function namesOf(
	db: Queries,
	entries: readonly ShownEntry[],
): Promise<ReadonlyMap<string, string>> {
	const actors = entries.map(({ actor }) => actor).filter((actor) => actor.startsWith(ACCOUNT));
	const ids = [...new Set(actors)].map((actor) => actor.slice(ACCOUNT.length));
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('account')
		.select(['id', 'name'])
		.where('id', 'in', ids)
		.execute();
	return new Map(rows.map(({ id, name }) => [`${ACCOUNT}${id}`, name]));
}

/** The names in what an entry says of a person, in one line. */
function aboutOf(personal: unknown): string {
	if (typeof personal !== 'object' || personal === null) return '';
	const said = personal as Readonly<Record<string, unknown>>;
	const employee = said['employee'] as Readonly<Record<string, unknown>> | undefined;
	const texts = [
		...[employee?.['displayName'], employee?.['userPrincipalName']],
		...[said['name'], said['email'], said['user'], said['target'], said['ip']],
	];
	return texts.filter((text) => typeof text === 'string' && text !== '').join(', ');
}
