import type { RunMoment, RunnerQueries, RunRecord } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import { postWanted } from '../mail-choices/post-wanted';
import type { Mail } from '../mail/outbox';
import { namesOf } from '../offboardings/known-names';
import { cardOf } from '../offboardings/run-card';
import { cardsOfRuns } from '../offboardings/run-list';
import { isFirstNotice } from '../schedules/tell';
import type { Services } from '../services';
import { listMail, runMail } from './ended-mail';
import { recipientsOfEnd } from './recipients';

/** Whoever was down longer than this has more to catch up on than mails. */
const LOOK_BACK_MS = 24 * 3_600_000;
const LISTS = 50;

/** Writes to whoever asked for an offboarding when it has ended, once, also when another machine worked on it. */
export async function tellOfEnded(services: Services): Promise<void> {
	const rows = await services.db
		.selectFrom('tenant')
		.select('organisation_id')
		.distinct()
		.execute();
	for (const { organisation_id } of rows) {
		const tenants = await tenantsOf(services.db, organisation_id);
		await tellOfRuns(services, organisation_id, tenants);
		await tellOfLists(services, organisation_id, tenants);
	}
}

async function tellOfRuns(
	services: Services,
	organisationId: string,
	tenants: readonly Tenant[],
): Promise<void> {
	const { db, runner, now, config } = services;
	const since = new Date(now().getTime() - LOOK_BACK_MS).toISOString();
	const tenantIds = tenants.map(({ tenantId }) => tenantId.toLowerCase());
	const moments = await runner.moments({ tenantIds, of: 'ends', since });
	for (const moment of await alone(db, await untold(db, moments))) {
		const run = await runner.run(moment.run);
		const tenant = tenants.find(({ tenantId }) => tenantId.toLowerCase() === moment.tenantId);
		if (!run || !tenant) continue;
		const name = (await namesOf(services, [tenant], [run])).get(run.id) ?? null;
		const card = cardOf(run, now(), name);
		// What a single try left open is open where it belongs; whoever asked for it wants to know all the same.
		const isLeft = card.tryWords !== null && run.status !== 'completed';
		const needs = card.needsYou || isLeft || run.status === 'waiting';
		await tell(services, organisationId, {
			...{ id: run.id, at: moment.at, needs, requestedBy: run.request.requestedBy },
			mail: runMail(config, card, tenant),
		});
	}
}

async function tellOfLists(
	services: Services,
	organisationId: string,
	tenants: readonly Tenant[],
): Promise<void> {
	const { runner, now, config } = services;
	const since = new Date(now().getTime() - LOOK_BACK_MS).toISOString();
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	for (const list of await runner.bulksOf(tenantIds, LISTS)) {
		const { id, finishedAt, requestedBy } = list;
		if (finishedAt === null || finishedAt < since) continue;
		const notice = { id, at: finishedAt };
		if ((await untold(services.db, [{ run: id, at: finishedAt }])).length === 0) continue;
		const tenant = tenants.find(({ tenantId }) => tenantId.toLowerCase() === list.tenantId);
		if (!tenant) continue;
		const needy = await needyOf(services, tenants, id);
		const mail = listMail(config, list, needy, tenant);
		await tell(services, organisationId, { ...notice, needs: needy > 0, requestedBy, mail });
	}
}

/** How many of a list need somebody. */
async function needyOf(
	services: Services,
	tenants: readonly Tenant[],
	id: string,
): Promise<number> {
	const { runner } = services;
	const members = (await runner.bulkOf(id))?.members ?? [];
	const ids = members.flatMap(({ runId }) => runId ?? []);
	const runs: RunRecord[] = ids.length === 0 ? [] : await runner.runs({ ids });
	// What a try has settled, or somebody has dealt with, needs nobody any more.
	const cards = await cardsOfRuns(services, tenants, runs);
	const needy = cards.filter(({ needsYou }) => needsYou).length;
	// Somebody who has no run at all was not offboarded.
	return needy + members.filter(({ runId }) => runId === null).length;
}

interface Ended {
	readonly id: string;
	readonly at: string;
	readonly needs: boolean;
	readonly requestedBy: string | null;
	readonly mail: Pick<Mail, 'subject' | 'text'>;
}

async function tell(services: Services, organisationId: string, ended: Ended): Promise<void> {
	const at = services.now();
	await services.db.transaction().execute(async (tx) => {
		const notice = { id: ended.id, dueAt: ended.at, kind: KIND, at };
		if (!(await isFirstNotice(tx, organisationId, notice))) return;
		for (const recipient of await recipientsOfEnd(tx, organisationId, ended)) {
			await postWanted(services, tx, 'ended', { organisationId, recipient, ...ended.mail });
		}
	});
}

const KIND = 'ended';

/** Those that nobody was told of: the database sees to it that it is told once, this spares the reading. */
async function untold<T extends Pick<RunMoment, 'run' | 'at'>>(
	db: Queries,
	moments: readonly T[],
): Promise<readonly T[]> {
	if (moments.length === 0) return [];
	const rows = await db
		.selectFrom('schedule_notice')
		.select(['schedule_id', 'due_at'])
		.where('kind', '=', KIND)
		.where('due_at', '>=', moments.map(({ at }) => at).sort()[0] ?? '')
		.execute();
	const told = new Set(rows.map(({ schedule_id, due_at }) => `${schedule_id} ${due_at}`));
	return moments.filter(({ run, at }) => !told.has(`${run} ${at}`));
}

/** Those that were not on a list: of a list it is told as a whole. */
async function alone(db: Queries, moments: readonly RunMoment[]): Promise<readonly RunMoment[]> {
	const kept: RunMoment[] = [];
	for (let from = 0; from < moments.length; from += 500) {
		const some = moments.slice(from, from + 500);
		// The same database: what the two schemas call their tables differs.
		const rows = await (db as unknown as RunnerQueries)
			.selectFrom('bulk_member')
			.select('run_id')
			.where(
				'run_id',
				'in',
				some.map(({ run }) => run),
			)
			.execute();
		const listed = new Set(rows.map(({ run_id }) => run_id));
		kept.push(...some.filter(({ run }) => !listed.has(run)));
	}
	return kept;
}
