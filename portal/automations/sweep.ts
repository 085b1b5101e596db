import { randomUUID } from 'node:crypto';
import type { RunMoment } from '../../runner';
import { tenantsOf } from '../connection/tenants';
import type { AutomationRuleRow } from '../database/automation-schema';
import type { Queries } from '../database/schema';
import type { Services } from '../services';
import { newestNote } from './checkpoint-of';
import { triggerNamed, TRIGGERS, type Trigger } from './triggers';

/**
 * Looked at again each time: clocks of several machines differ a little, and a run that ended at a moment may be
 * committed a moment later. Less than deliveries are kept, so that nothing is told twice.
 */
const OVERLAP_MS = 3_600_000;
/** So seldom it is written down how far it was looked. */
const MARK_EVERY_MS = 5 * 60_000;

/**
 * Finds what rules have to tell, and writes it into the outbox: once for each rule and each way a run began or ended,
 * whoever worked on it and however long no portal was there, and once for each later check that found something. The end
 * of a run is in the journal by the transaction that ended it, and a check by the one that filed it, so nothing that
 * happened can be missing there.
 */
export async function sweep(services: Services): Promise<void> {
	const rules = await services.db.selectFrom('automation_rule').selectAll().execute();
	for (const organisationId of new Set(rules.map(({ organisation_id }) => organisation_id))) {
		const own = rules.filter(({ organisation_id }) => organisation_id === organisationId);
		await sweepOrganisation(services, organisationId, own);
	}
}

async function sweepOrganisation(
	services: Services,
	organisationId: string,
	rules: readonly AutomationRuleRow[],
): Promise<void> {
	const at = services.now();
	const found = await eventsOf(services, organisationId, rules);
	const fresh = await untold(services.db, organisationId, found);
	if (fresh.length > 0) {
		// Signed after they were found: it covers the end of each of them.
		const checkpoint = await newestNote(services, organisationId);
		for (const event of fresh) await put(services, organisationId, event, checkpoint);
	}
	await mark(services.db, organisationId, at);
}

interface Found {
	readonly rule: AutomationRuleRow;
	readonly moment: RunMoment;
}

async function eventsOf(
	{ db, runner }: Services,
	organisationId: string,
	rules: readonly AutomationRuleRow[],
): Promise<readonly Found[]> {
	const tenantIds = (await tenantsOf(db, organisationId)).map(({ tenantId }) =>
		tenantId.toLowerCase(),
	);
	const [first = ''] = rules.map(fromOf).sort();
	const isWanted = (trigger: Trigger) => rules.some((rule) => rule.trigger_name === trigger);
	const since = { tenantIds, since: first };
	const moments = [
		...(await runner.moments({ ...since, of: 'ends' })),
		...(isWanted('offboarding.started')
			? await runner.moments({ ...since, of: 'beginnings' })
			: []),
		...(isWanted('offboarding.needs_attention')
			? await runner.moments({ ...since, of: 'brokenChecks' })
			: []),
	];
	return moments.flatMap((moment) =>
		rules.filter((rule) => concerns(rule, moment)).map((rule) => ({ rule, moment })),
	);
}

/** From where on to look: not before the rule was there. */
function fromOf({ since, swept_until }: AutomationRuleRow): string {
	const again = new Date(Date.parse(swept_until) - OVERLAP_MS).toISOString();
	return again > since ? again : since;
}

function concerns(rule: AutomationRuleRow, { status, tenantId, at }: RunMoment): boolean {
	const trigger = triggerNamed(rule.trigger_name);
	if (trigger === null || !TRIGGERS[trigger].moments.includes(status)) return false;
	if (rule.tenant_id !== null && rule.tenant_id.toLowerCase() !== tenantId) return false;
	return at >= fromOf(rule);
}

/** What is not in the outbox yet. The database sees to it that it comes in once; this spares the asking. */
async function untold(
	db: Queries,
	organisationId: string,
	found: readonly Found[],
): Promise<readonly Found[]> {
	const known = new Set<string>();
	const runs = [...new Set(found.map(({ moment }) => moment.run))];
	for (let at = 0; at < runs.length; at += 500) {
		const rows = await db
			.selectFrom('automation_delivery')
			.select(['rule_id', 'run_id', 'moment'])
			.where('organisation_id', '=', organisationId)
			.where('run_id', 'in', runs.slice(at, at + 500))
			.execute();
		for (const row of rows) known.add(`${row.rule_id} ${row.run_id} ${row.moment}`);
	}
	return found.filter(
		({ rule, moment }) => !known.has(`${rule.id} ${moment.run} ${onceBy(moment)}`),
	);
}

/** By what a moment of a run is told once: of each later check, also where two find the same. */
const onceBy = ({ status, check }: RunMoment): string => check ?? status;

async function put(
	{ db, now }: Services,
	organisationId: string,
	{ rule, moment }: Found,
	checkpoint: string | null,
): Promise<void> {
	const at = now().toISOString();
	await db.transaction().execute(async (tx) => {
		const row = await tx
			.selectFrom('automation_rule')
			.select('state')
			.where('organisation_id', '=', organisationId)
			.where('id', '=', rule.id)
			.executeTakeFirst();
		if (!row) return;
		await tx
			.insertInto('automation_delivery')
			.values({
				...{ id: `msg_${randomUUID()}`, organisation_id: organisationId, rule_id: rule.id },
				...{ event: rule.trigger_name, run_id: moment.run, moment: onceBy(moment) },
				...{ happened_at: moment.at, checkpoint, ...freshState(at) },
				state: row.state === 'on' ? 'due' : 'held',
			})
			.onConflict((conflict) => conflict.columns(['rule_id', 'run_id', 'moment']).doNothing())
			.execute();
	});
}

/** What every row of the outbox begins with: to be sent at once, and never tried. */
export const freshState = (at: string) => ({
	...{ attempts: 0, next_at: at, created_at: at, lease_owner: null, lease_until: null },
	...{ tried_at: null, status: null, took_ms: null, trouble: null, answer: null },
});

async function mark(db: Queries, organisationId: string, at: Date): Promise<void> {
	await db
		.updateTable('automation_rule')
		.set({ swept_until: at.toISOString() })
		.where('organisation_id', '=', organisationId)
		.where('swept_until', '<', new Date(at.getTime() - MARK_EVERY_MS).toISOString())
		.execute();
}
