import type { RunsQuery } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { columnsIn, type Column, type Read } from '../http/columns';

/** What the address of the page narrows the records to. Whatever is not understood narrows nothing. */
export interface ReportFilter {
	/** In a name, an address or a number. */
	readonly q: string;
	/** A key of RESULTS. */
	readonly result: string;
	/** Id of one of the tenants of the organisation. */
	readonly tenant: string;
	/** Days in UTC, as in `2026-11-26`; empty: no end. */
	readonly from: string;
	readonly to: string;
	/** Which columns beside the person; empty: the usual ones. */
	readonly columns: string;
}

/** What the list can say of a record beside whom it is about. */
export const REPORT_COLUMNS: readonly Column[] = [
	{ key: 'started', word: 'Started', isUsual: true },
	{ key: 'result', word: 'Result', isUsual: true },
	{ key: 'steps', word: 'Nine steps', isUsual: true },
	{ key: 'tenant', word: 'Tenant', isUsual: false },
	{ key: 'ticket', word: 'Ticket', isUsual: false },
	{ key: 'askedBy', word: 'Asked by', isUsual: false },
	{ key: 'sha256', word: 'SHA-256', isUsual: false },
];

/** How runs with a record end, in words, and which states of a run each is. */
export const RESULTS: Readonly<
	Record<string, { readonly words: string; readonly statuses: readonly string[] }>
> = {
	completed: { words: 'Completed', statuses: ['completed'] },
	exceptions: { words: 'Completed with exceptions', statuses: ['completed_with_exceptions'] },
	stopped: { words: 'Cancelled or failed', statuses: ['cancelled', 'failed'] },
};

const LONGEST = 200;

/** @param query reads a field of the address */
export function reportFilter(query: Read, tenants: readonly Tenant[]): ReportFilter {
	const day = (name: string) => {
		const text = query(name);
		return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
	};
	const [result, tenant] = [query('result'), query('tenant')];
	return {
		q: query('q').trim().slice(0, LONGEST),
		result: Object.hasOwn(RESULTS, result) ? result : '',
		tenant: tenants.some(({ tenantId }) => tenantId === tenant) ? tenant : '',
		...{ from: day('from'), to: day('to') },
		columns: columnsIn(query, REPORT_COLUMNS),
	};
}

const DAY_MS = 24 * 3_600_000;

/** The same as the runner's journal takes it: the last day counts whole. */
export function runsWanted(
	{ q, result, tenant, from, to }: ReportFilter,
	tenants: readonly Tenant[],
): RunsQuery {
	const of = tenants.filter(({ tenantId }) => tenant === '' || tenantId === tenant);
	const statuses = RESULTS[result]?.statuses;
	return {
		tenantIds: of.map(({ tenantId }) => tenantId),
		...{ dryRun: false, isRecorded: true },
		...(q === '' ? {} : { search: q }),
		...(statuses ? { statuses } : {}),
		...(from === '' ? {} : { startedFrom: `${from}T00:00:00.000Z` }),
		...(to === '' ? {} : { startedBefore: new Date(Date.parse(to) + DAY_MS).toISOString() }),
	};
}

/** Fields of the filter that are set, for links that keep it. */
export const setIn = (filter: ReportFilter): Record<string, string> =>
	Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));

/** Whether it leaves any record out. */
export const isNarrowing = ({ columns: _, ...filter }: ReportFilter): boolean =>
	Object.values(filter).some((value) => value !== '');
