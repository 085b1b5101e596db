import type { RunnerQueries } from '../../runner';
import type { Member } from '../accounts/visitor';
import type { Queries } from '../database/schema';
import type { Services } from '../services';
import { actorOf, recordAct } from './acts';

/** Object id of the group that is synced; null for everybody. */
type Scope = { readonly tenantId: string; readonly group: string | null };

/** A tenant was connected, or connected again: from here on its runs are in the organisation's log. */
export async function recordConnected(
	services: Services,
	tx: Queries,
	{ accountId: by, organisation }: Member,
	{ tenantId: tenant, group, isNew }: Scope & { readonly isNew: boolean },
): Promise<void> {
	await services.runner.audit.of(organisation.id).takeTenant(asRunner(tx), tenant);
	const facts = { tenant, group, ...(isNew ? {} : { what: 'connected again' }) };
	const type = isNew ? 'tenant.connected' : 'tenant.changed';
	await recordAct(services, tx, organisation.id, { type, by, facts });
}

/** Tenants that were connected before organisations had logs of their own go into theirs from here on. */
export async function claimTenants({ db, runner }: Services): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const rows = await tx.selectFrom('tenant').select(['tenant_id', 'organisation_id']).execute();
		for (const { tenant_id, organisation_id } of rows) {
			await runner.audit.of(organisation_id).takeTenant(asRunner(tx), tenant_id);
		}
	});
}

/** Something about a tenant was changed. @param what in a few words, such as `its people` */
export async function recordTenantChanged(
	services: Services,
	tx: Queries,
	{ accountId: by, organisation }: Member,
	{ tenantId: tenant, group, what }: Scope & { readonly what: string },
): Promise<void> {
	const facts = { tenant, group, what };
	await recordAct(services, tx, organisation.id, { type: 'tenant.changed', by, facts });
}

/**
 * A tenant was disconnected: its connection is forgotten, and what is done in it is nobody's any more.
 *
 * @param connectionId the runner's connection; null where there was none
 */
export async function recordTenantRemoved(
	services: Services,
	tx: Queries,
	{ accountId: by, organisation }: Member,
	{
		tenantId: tenant,
		connectionId,
	}: { readonly tenantId: string; readonly connectionId: string | null },
): Promise<void> {
	const { audit, connections } = services.runner;
	if (connectionId !== null) await connections.removeIn(asRunner(tx), connectionId, actorOf(by));
	await recordAct(services, tx, organisation.id, { type: 'tenant.removed', by, facts: { tenant } });
	await audit.leaveTenant(asRunner(tx), tenant);
}

/** The same transaction: what the two schemas call their tables differs. */
const asRunner = (tx: Queries): RunnerQueries => tx as unknown as RunnerQueries;
