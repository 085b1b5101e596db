import type { RunRecord } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Services } from '../services';
import { bulkCard, type BulkCard } from './bulk-card';

/** A list of one of the organisation's tenants. @throws HttpError 404 for every other */
export async function oneBulk(
	services: Services,
	call: Pick<MemberCall, 'member' | 'param'>,
	id = call.param('id'),
): Promise<{ card: BulkCard; tenant: Tenant }> {
	const { runner, db } = services;
	const bulk = await runner.bulkOf(id);
	const tenants = await tenantsOf(db, call.member.organisation.id);
	const tenant = tenants.find((one) => one.tenantId.toLowerCase() === bulk?.tenantId);
	if (!bulk || !tenant) throw notFound();
	const runs = new Map<string, RunRecord>();
	const ids = bulk.members.flatMap(({ runId }) => runId ?? []);
	for (const run of await runner.runs({ ids })) runs.set(run.id, run);
	const names = new Map<string, string>();
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	for (const { user, runId } of bulk.members) {
		if (runs.get(runId ?? '')?.offboarding) continue;
		const person = await runner.directory.named(place, user);
		names.set(user, person?.displayName ?? user);
	}
	const acts = await runner.followUps.of(ids);
	const tries = await runner.followUps.tries(acts);
	const broken = await runner.brokenChecks(ids);
	const card = bulkCard(bulk, runs, names, services.now(), acts, tries, broken);
	return { card, tenant };
}
