import { ACTS } from '../../runner';
import type { Act, EntriesWanted } from '../../runner';
import { columnsIn, type Column, type Read } from '../http/columns';
import { actorOf } from './acts';

/** What the address of the page narrows the log to. Whatever is not understood narrows nothing. */
export interface AuditFilter {
	/** An account's id, `system` or `unknown`; empty: everybody. */
	readonly who: string;
	/** The beginning of acts, such as `session`; empty: everything. */
	readonly what: string;
	/** Days in UTC, as in `2026-11-26`; empty: no end. */
	readonly from: string;
	readonly to: string;
	/** Which columns beside who, when and what; empty: the usual ones. */
	readonly columns: string;
}

/** What the page can say of an entry beside who did what when. */
export const AUDIT_COLUMNS: readonly Column[] = [
	{ key: 'tenant', word: 'Tenant', isUsual: true },
	{ key: 'entry', word: 'Entry', isUsual: true },
	{ key: 'hash', word: 'Whole hash', isUsual: false },
];

/** The word that the name of an act begins with: whoever adds one is told here that it has no words yet. */
type Kind = Act extends `${infer Word}.${string}` ? Word : never;

const WORDS: Readonly<Record<Kind, string>> = {
	...{
		approval: 'Approvals',
		account: 'Accounts',
		audit: 'The log itself',
		automation: 'Automations',
		billing: 'Plans and payments',
		bulk: 'Lists',
		connection: 'Connections',
	},
	...{ device: 'Devices', directory: 'Directory', invitation: 'Invitations', member: 'Roles' },
	billing: 'Billing',
	...{ offboarding: 'Offboardings', organisation: 'Organisation', report: 'Records' },
	...{ schedule: 'Schedules', session: 'Signing in and out', tenant: 'Tenants' },
};

/** The kinds of acts there are, in words, by the word that their names begin with. */
export const KINDS_OF_ACTS: readonly (readonly [kind: string, words: string])[] = [
	...new Set(Object.keys(ACTS).map((type) => type.split('.')[0] ?? '')),
]
	.map((kind) => [kind, WORDS[kind as Kind]] as const)
	.sort(([, one], [, other]) => one.localeCompare(other, 'en'));

/** @param query reads a field of the address */
export function auditFilter(query: Read): AuditFilter {
	const day = (name: string) => {
		const text = query(name);
		return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
	};
	const [who, what] = [query('who'), query('what')];
	return {
		who: /^([0-9a-f-]{36}|system|unknown)$/.test(who) ? who : '',
		what: KINDS_OF_ACTS.some(([kind]) => kind === what) ? what : '',
		...{ from: day('from'), to: day('to') },
		columns: columnsIn(query, AUDIT_COLUMNS),
	};
}

const DAY_MS = 24 * 3_600_000;

/** The same as the runner's log takes it: the last day counts whole. */
export function wantedOf({ who, what, from, to }: AuditFilter): Omit<EntriesWanted, 'limit'> {
	return {
		actor: who === '' ? null : who.length === 36 ? actorOf(who) : who,
		type: what === '' ? null : what,
		from: from === '' ? null : `${from}T00:00:00.000Z`,
		to: to === '' ? null : new Date(Date.parse(to) + DAY_MS).toISOString(),
	};
}

/** Fields of the filter that are set, for links that keep it. */
export const setIn = (filter: AuditFilter): Record<string, string> =>
	Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));

/** Whether it leaves any entry out. */
export const isNarrowing = ({ columns: _, ...filter }: AuditFilter): boolean =>
	Object.values(filter).some((value) => value !== '');
