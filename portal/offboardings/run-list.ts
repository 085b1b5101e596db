import type { RunRecord, RunsQuery } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { columnView, readOf, type Column, type Read } from '../http/columns';
import { listFilter, listView, type ListFilter } from '../http/list-filter';
import type { Services } from '../services';
import { namesOf } from './known-names';
import { cardOf, type RunCard } from './run-card';

/** A card with the tenant that it is of. */
export type OwnCard = RunCard & { readonly tenant: Tenant | null };

const PATH = '/offboardings';
const PAGE = 50;
/** So many are read at once while those that need somebody are picked out, and counted at the most. */
const AT_ONCE = 100;

/** What the list may be narrowed to, and which states of a run each is. */
const KINDS = [
	['', 'All', null],
	['needs', 'Needs you', null],
	['running', 'Under way', ['running', 'waiting']],
	['completed', 'Completed', ['completed']],
	['exceptions', 'With exceptions', ['completed_with_exceptions']],
	['cancelled', 'Cancelled', ['cancelled']],
	['failed', 'Failed', ['failed', 'refused']],
] as const;

/** What the list can say of a run beside whom it is about. */
const COLUMNS: readonly Column[] = [
	{ key: 'started', word: 'Started', isUsual: true },
	{ key: 'took', word: 'Took', isUsual: false },
	{ key: 'result', word: 'Result', isUsual: true },
	{ key: 'steps', word: 'Nine steps', isUsual: true },
	{ key: 'tenant', word: 'Tenant', isUsual: true },
	{ key: 'ticket', word: 'Ticket', isUsual: false },
	{ key: 'askedBy', word: 'Asked by', isUsual: false },
];

/** What an address narrows the list to. */
export const runFilter = (read: Read, tenants: readonly Tenant[]): ListFilter =>
	listFilter(
		read,
		KINDS.map(([key]) => key),
		tenants,
		COLUMNS,
	);

/** States in which something may be left for a person; whether it is, the card of a run says. */
const MAY_NEED = ['waiting', 'failed', 'refused', 'completed_with_exceptions', 'cancelled'];

/** The page of runs that an address asks for: all tenants of the organisation, the newest first, no previews. */
export async function runList(services: Services, call: MemberCall, allHref: string) {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const filter = runFilter(readOf(call), tenants);
	const wanted = runsWanted(filter, tenants);
	const start = await placeOf(services, call.query('after'), wanted.tenantIds);
	const statuses = KINDS.find(([key]) => key === filter.show)?.[2] ?? null;
	const needing = (from: typeof start, most: number) =>
		needingOf(services, tenants, { ...wanted, ...from }, most);
	const [counts, needs, found] = await Promise.all([
		services.runner.runCounts(wanted),
		needing({}, AT_ONCE),
		filter.show === 'needs'
			? needing(start, PAGE + 1)
			: pageOf(services, tenants, { ...wanted, ...start, ...(statuses && { statuses }) }),
	]);
	const cards = found.slice(0, PAGE);
	const list = listView({
		...{ path: PATH, allHref, filter, shown: cards.length },
		searched: 'Name, address, number or ticket',
		kinds: KINDS.map(([key, word, of]) => ({ key, word, count: countOf(key, of, counts, needs) })),
		next: found.length > PAGE ? (cards.at(-1)?.run.id ?? null) : null,
		isLater: start.after !== undefined,
		words: { first: 'Newest', next: 'Older offboardings' },
	});
	const columns = columnView(PATH, filter.columns, COLUMNS, { ...filter });
	return { list, columns, cards, tenants, isEmpty: sumOf(counts) === 0 };
}

/** What the filter asks of the journal, whatever is shown of it. */
function runsWanted({ q, tenant }: ListFilter, tenants: readonly Tenant[]) {
	const of = tenants.filter(({ tenantId }) => tenant === '' || tenantId === tenant);
	const tenantIds = of.map(({ tenantId }) => tenantId);
	return { tenantIds, dryRun: false, ...(q === '' ? {} : { search: q }) };
}

const NUMBER = /^[A-Z0-9-]{1,40}$/;

/** The run that the page before ended with, of these tenants; whatever else an address says begins anew. */
export async function placeOf(
	{ runner }: Pick<Services, 'runner'>,
	id: string,
	tenantIds: readonly string[],
): Promise<Pick<RunsQuery, 'after'>> {
	const [run] = NUMBER.test(id) ? await runner.runs({ ids: [id], tenantIds, limit: 1 }) : [];
	return run ? { after: { id: run.id, startedAt: run.startedAt } } : {};
}

async function pageOf(
	services: Services,
	tenants: readonly Tenant[],
	query: RunsQuery,
): Promise<OwnCard[]> {
	return await cardsOfRuns(
		services,
		tenants,
		await services.runner.runs({ ...query, limit: PAGE + 1 }),
	);
}

/** Those that need somebody: what is left of a run is known when its steps and what people did about it are read. */
export async function needingOf(
	services: Services,
	tenants: readonly Tenant[],
	wanted: RunsQuery,
	most: number,
): Promise<OwnCard[]> {
	const found: OwnCard[] = [];
	let query: RunsQuery = { ...wanted, statuses: MAY_NEED, isUnsettled: true, limit: AT_ONCE };
	for (;;) {
		const runs = await services.runner.runs(query);
		const cards = await cardsOfRuns(services, tenants, runs);
		found.push(...cards.filter(({ needsYou, run }) => needsYou || run.status === 'waiting'));
		const last = runs.at(-1);
		if (!last || runs.length < AT_ONCE || found.length >= most) return found.slice(0, most);
		query = { ...query, after: { id: last.id, startedAt: last.startedAt } };
	}
}

/** Those of the tries that are of a run. */
export const triesIn = (tries: readonly RunRecord[], { id }: RunRecord): readonly RunRecord[] =>
	tries.filter(({ request }) => request.only?.of === id);

/** Runs as cards, with what people did about them. */
export async function cardsOfRuns(
	services: Services,
	tenants: readonly Tenant[],
	runs: readonly RunRecord[],
): Promise<OwnCard[]> {
	const { followUps } = services.runner;
	const acts = await followUps.of(runs.map(({ id }) => id));
	const tries = await followUps.tries(acts);
	const broken = await services.runner.brokenChecks(runs.map(({ id }) => id));
	const names = await namesOf(services, tenants, runs);
	return runs.map((run) => {
		const own = acts.filter(({ runId }) => runId === run.id);
		const tenant = tenants.find(({ tenantId }) => tenantId === run.request.tenantId) ?? null;
		const check = broken.get(run.id) ?? null;
		const name = names.get(run.id) ?? null;
		return { ...cardOf(run, services.now(), name, own, triesIn(tries, run), check), tenant };
	});
}

function countOf(
	key: string,
	statuses: readonly string[] | null,
	counts: ReadonlyMap<string, number>,
	needs: readonly unknown[],
): number | string {
	if (key === 'needs') return needs.length < AT_ONCE ? needs.length : `${AT_ONCE}+`;
	return statuses === null ? sumOf(counts) : sumOf(counts, statuses);
}

const sumOf = (
	counts: ReadonlyMap<string, number>,
	statuses = [...counts.keys()] as readonly string[],
) => statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
