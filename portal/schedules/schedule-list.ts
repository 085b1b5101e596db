import { ScheduleError, type Schedule, type ScheduleState } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { readOf, type Read } from '../http/columns';
import { listFilter, listView, type ListFilter } from '../http/list-filter';
import type { Services } from '../services';
import { shownTime } from './schedule-time';

const PAGE = 50;

/** What the list may be narrowed to, and which states each is. */
const KINDS = [
	['', 'To come', ['pending', 'started', 'needs_confirmation']],
	['held', 'Held', ['needs_confirmation']],
	['ended', 'Over', ['finished', 'failed', 'cancelled']],
] as const satisfies readonly (readonly [string, string, readonly ScheduleState[]])[];

/** What an address narrows the list to. */
export const scheduleFilter = (read: Read, tenants: readonly Tenant[]): ListFilter =>
	listFilter(
		read,
		KINDS.map(([key]) => key),
		tenants,
	);

/** The page of schedules that an address asks for: what is to come by its time, what is over the other way round. */
export async function scheduleList(services: Services, call: MemberCall, allHref: string) {
	const { schedules } = services.runner;
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const filter = scheduleFilter(readOf(call), tenants);
	const of = tenants.filter(({ tenantId }) => filter.tenant === '' || tenantId === filter.tenant);
	const wanted = { tenantIds: of.map(({ tenantId }) => tenantId), search: filter.q };
	const [, , states] = KINDS.find(([key]) => key === filter.show) ?? KINDS[0];
	const after = await placeOf(services, call.query('after'), wanted.tenantIds);
	const order = filter.show === 'ended' ? 'latest' : 'soonest';
	const page = { ...wanted, states, order, limit: PAGE + 1, ...(after && { after }) } as const;
	const [counts, found] = await Promise.all([schedules.count(wanted), schedules.find(page)]);
	const now = services.now();
	const lines = found.slice(0, PAGE).map((schedule) => ({
		...{ schedule, shown: shownTime(schedule.time, now) },
		tenant: tenants.find((one) => one.tenantId.toLowerCase() === schedule.tenantId),
	}));
	const list = listView({
		...{ path: '/schedules', allHref, filter, shown: lines.length },
		searched: 'Name, address, number or ticket',
		kinds: KINDS.map(([key, word, some]) => ({ key, word, count: sumOf(counts, some) })),
		next: found.length > PAGE ? (lines.at(-1)?.schedule.id ?? null) : null,
		isLater: after !== null,
		words: { first: 'First', next: 'More of what is scheduled' },
	});
	return { list, lines, tenants, isEmpty: [...counts.values()].every((count) => count === 0) };
}

const NUMBER = /^SCH-[0-9-]{1,40}$/;

/** The schedule that the page before ended with, of these tenants; whatever else an address says begins anew. */
async function placeOf(
	{ runner }: Services,
	id: string,
	tenantIds: readonly string[],
): Promise<{ readonly id: string; readonly dueAt: string } | null> {
	const schedule = NUMBER.test(id) ? await runner.schedules.get(id).catch(noneOf) : null;
	const isOwn = tenantIds.some((tenantId) => tenantId.toLowerCase() === schedule?.tenantId);
	return schedule && isOwn ? { id: schedule.id, dueAt: schedule.time.dueAt } : null;
}

function noneOf(error: unknown): Schedule | null {
	if (error instanceof ScheduleError && error.problem === 'unknown') return null;
	throw error;
}

const sumOf = (
	counts: ReadonlyMap<ScheduleState, number>,
	states: readonly ScheduleState[],
): number => states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
