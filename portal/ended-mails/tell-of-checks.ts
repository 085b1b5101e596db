import type { AddendumRecord, RunnerQueries, RunRecord } from '../../runner';
import type { PortalConfig } from '../config';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import { post, type Mail } from '../mail/outbox';
import { isFirstNotice, oneLine, recipientsOf } from '../schedules/tell';
import type { Services } from '../services';

/** Whoever was down longer than this finds it on the first page. */
const LOOK_BACK_MS = 24 * 3_600_000;

/**
 * Writes to whoever asked for an offboarding, and to Owners and Admins, when the check a day later finds something not
 * as recorded any more, such as sign-in that is on again. Nobody can turn that off: it is a door that is open. What
 * somebody has looked at by hand they have seen.
 */
export async function tellOfChecks(services: Services): Promise<void> {
	const { db, runner, now } = services;
	const since = new Date(now().getTime() - LOOK_BACK_MS).toISOString();
	for (const { organisationId, runId } of await brokenSince(db, since)) {
		const check = (await runner.brokenChecks([runId])).get(runId);
		const run = await runner.run(runId);
		if (!check || !run) continue;
		const tenants = await tenantsOf(db, organisationId);
		const tenant = tenants.find(({ tenantId }) => tenantId === run.request.tenantId);
		if (tenant) await tell(services, organisationId, { run, check, tenant });
	}
}

/** Runs whose check by itself found something, by the organisations that have their tenants. */
async function brokenSince(
	db: Queries,
	since: string,
): Promise<readonly { readonly organisationId: string; readonly runId: string }[]> {
	// The same database: what the two schemas call their tables differs.
	const rows = await (db as unknown as RunnerQueries)
		.selectFrom('addendum')
		.innerJoin('run', 'run.id', 'addendum.run_id')
		.select(['addendum.run_id', 'run.tenant_id'])
		.where('addendum.verdict', '=', 'broken')
		.where('addendum.is_scheduled', '=', 1)
		.where('addendum.checked_at', '>=', since)
		.execute();
	if (rows.length === 0) return [];
	const tenants = await db.selectFrom('tenant').select(['tenant_id', 'organisation_id']).execute();
	return rows.flatMap((row) =>
		tenants
			.filter(({ tenant_id }) => tenant_id === row.tenant_id)
			.map((one) => ({ organisationId: one.organisation_id, runId: row.run_id })),
	);
}

interface Broken {
	readonly run: RunRecord;
	readonly check: AddendumRecord;
	readonly tenant: Tenant;
}

async function tell(services: Services, organisationId: string, broken: Broken): Promise<void> {
	const at = services.now();
	const { id, checkedAt } = broken.check;
	const mail = mailOf(services.config, broken);
	await services.db.transaction().execute(async (tx) => {
		const notice = { id, dueAt: checkedAt, kind: 'checkBroken', at };
		if (!(await isFirstNotice(tx, organisationId, notice))) return;
		for (const recipient of await recipientsOf(tx, organisationId, broken.run.request, true)) {
			await post(tx, { recipient, ...mail }, at);
		}
	});
}

function mailOf(
	{ publicUrl }: PortalConfig,
	{ run, check, tenant }: Broken,
): Pick<Mail, 'subject' | 'text'> {
	const { displayName, userPrincipalName } = check.addendum?.employee ?? {
		displayName: run.request.user,
		userPrincipalName: run.request.user,
	};
	const found = (check.addendum?.checks ?? []).filter(({ status }) => status === 'contradicted');
	const simulated = run.offboarding?.tenant.simulated ?? false;
	const lines = [
		`${oneLine(displayName)} (${oneLine(userPrincipalName)}) was offboarded in ${tenant.name}. A day later it is not as the record says any more:`,
		...found.map(({ claim, says }) => `${oneLine(claim)}: not so any more. ${oneLine(says)}`),
		...(simulated ? ['It is a rehearsal: nothing touched Microsoft 365.'] : []),
	];
	return {
		subject: `${oneLine(displayName)}: not as recorded any more`,
		text: `${lines.join('\n\n')}\n\n${publicUrl}/offboardings/${run.id}`,
	};
}
