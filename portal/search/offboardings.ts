import type { RunRecord, Schedule } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { cardOf } from '../offboardings/run-card';
import type { Services } from '../services';
import { PLAIN, type Group, type Hit } from './found';

/** Runs by the name or address of whoever left, or by their number; the newest first, previews left out. */
export async function runsFor(
	{ runner, now }: Services,
	tenants: readonly Tenant[],
	search: string,
	most: number,
): Promise<Group> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const runs = await runner.runs({ tenantIds, search, dryRun: false, limit: most + 1 });
	const acts = await runner.followUps.of(runs.map(({ id }) => id));
	const hitOf = (run: RunRecord): Hit => {
		const own = acts.filter(({ runId }) => runId === run.id);
		const { name, mark, sentence, simulated, tryWords } = cardOf(run, now(), null, own);
		return {
			...PLAIN,
			...{ title: name, code: run.id, href: `/offboardings/${run.id}` },
			...(tryWords === null ? {} : { says: tryWords }),
			tenant: tenants.find(({ tenantId }) => tenantId === run.request.tenantId) ?? null,
			state: { mark, word: sentence + (simulated ? ', simulated' : '') },
			record: run.report === null ? null : `/reports/${run.id}`,
		};
	};
	return {
		...{ key: 'runs', title: 'Offboardings and reports', hits: runs.slice(0, most).map(hitOf) },
		hasMore: runs.length > most,
		allHref: `/offboardings?${new URLSearchParams({ q: search }).toString()}`,
	};
}

const STATES = {
	pending: ['scheduled', 'Scheduled'],
	started: ['running', 'Running'],
	needs_confirmation: ['unknown', 'Waits for your answer'],
	finished: ['done', 'It ran'],
	failed: ['failed', 'Did not run'],
	cancelled: ['pending', 'Cancelled'],
} as const satisfies Record<Schedule['state'], readonly [string, string]>;

/** Schedules by name, address, ticket or number; those that are to come first. */
export async function schedulesFor(
	{ runner }: Services,
	tenants: readonly Tenant[],
	search: string,
	most: number,
): Promise<Group> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const found = await runner.schedules.find({
		...{ tenantIds, search, order: 'open', limit: most + 1 },
	});
	const hitOf = ({ id, employee, time, state, tenantId, simulated }: Schedule): Hit => {
		const [mark, word] = STATES[state];
		return {
			...PLAIN,
			...{ title: employee.displayName, code: id, href: `/schedules/${id}` },
			says: `${time.wallTime.slice(0, 16).replace('T', ' ')} ${time.zone}`,
			tenant: tenants.find((one) => one.tenantId.toLowerCase() === tenantId) ?? null,
			state: { mark, word: word + (simulated ? ', simulated' : '') },
		};
	};
	return {
		...{ key: 'schedules', title: 'Scheduled', hits: found.slice(0, most).map(hitOf) },
		hasMore: found.length > most,
		allHref: `/schedules?${new URLSearchParams({ q: search }).toString()}`,
	};
}

/** Lists by number or ticket, or by somebody who is on them. */
export async function listsFor(
	{ runner }: Services,
	tenants: readonly Tenant[],
	search: string,
	most: number,
): Promise<Group> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const found = await runner.bulksOf(tenantIds, most + 1, { search });
	const hits = found.slice(0, most).map(({ id, people, tenantId, finishedAt }): Hit => ({
		...PLAIN,
		...{ title: people === 1 ? '1 person' : `${people} people`, code: id, href: `/bulks/${id}` },
		tenant: tenants.find((one) => one.tenantId.toLowerCase() === tenantId) ?? null,
		state: finishedAt ? null : { mark: 'running', word: 'Running' },
	}));
	return {
		...{ key: 'lists', title: 'Lists', hits, hasMore: found.length > most },
		allHref: `/bulks?${new URLSearchParams({ q: search }).toString()}`,
	};
}
