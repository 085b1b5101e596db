import { checkConnection, stepPermissions, type CheckedConnection } from '../../runner';
import type { Member } from '../accounts/visitor';
import { recordTenantChanged } from '../audit/tenant-acts';
import { parseForm, typedIn } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { z } from 'zod/v4';
import { groupOf, scopeFields } from './connection-forms';
import type { ConnectionParts } from './routes';
import { currentTenant, tenantsOf, type Tenant } from './tenants';

/** The page about a tenant's connection: what is granted, which people, the last sync. */
export function addConnectionSettings(routes: Routes, parts: ConnectionParts): void {
	const { services, syncs } = parts;
	routes.member('get', '/settings/integrations', 'connection:read', async (call) => {
		const tenants = await tenantsOf(services.db, call.member.organisation.id);
		const tenant = currentTenant(tenants, call.member);
		if (!tenant) return call.redirect('/settings/integrations/connect');
		const place = { tenantId: tenant.tenantId, group: tenant.group };
		const [health, lastSync, counts] = await Promise.all([
			healthOf(parts, tenant),
			services.runner.directory.lastSync(place),
			services.runner.directory.counts(place),
		]);
		call.page('connection/views/settings', {
			...{ title: 'Integrations', nav: 'settings', tenant, ...health, lastSync, counts },
			...{ sync: syncs.state(tenant.tenantId), errors: [], typed: {} },
		});
	});
	routes.member('post', '/settings/integrations/scope', 'connection:manage', async (call) => {
		const tenants = await tenantsOf(services.db, call.member.organisation.id);
		const tenant = currentTenant(tenants, call.member);
		if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
		const form = parseForm(z.object(scopeFields), call.body);
		const scope = form.ok ? groupOf(form.value) : form.errors[0];
		if (!scope || 'says' in scope) {
			throw new HttpError(
				400,
				scope?.says ?? `“${typedIn(call.body, ['scope']).scope}” is no scope.`,
			);
		}
		await changeScope(services, call.member, tenant.tenantId, scope.group);
		syncs.start({ ...tenant, group: scope.group });
		call.redirect('/settings/integrations');
	});
}

/** Which people of a tenant are synced. */
async function changeScope(
	services: Services,
	member: Member,
	tenantId: string,
	group: string | null,
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('tenant')
			.set({ scope_group: group })
			.where('tenant_id', '=', tenantId)
			.where('organisation_id', '=', member.organisation.id)
			.execute();
		const changed = { tenantId, group, what: 'its people' };
		await recordTenantChanged(services, tx, member, changed);
	});
}

interface Health {
	readonly checked: CheckedConnection | null;
	readonly problem: string | null;
	readonly steps: ReturnType<typeof stepPermissions>;
}

/** Asks the tenant now: what the page says is what is. */
async function healthOf({ services }: ConnectionParts, tenant: Tenant): Promise<Health> {
	try {
		if (tenant.connectionId === null) throw new Error('There is no connection. Connect it again.');
		const connection = await services.runner.connections.open(tenant.connectionId);
		const checked = await checkConnection(connection);
		return { checked, problem: null, steps: stepPermissions(checked.granted) };
	} catch (error) {
		const problem = error instanceof Error ? error.message : 'The tenant can’t be reached.';
		return { checked: null, problem, steps: stepPermissions(null) };
	}
}
