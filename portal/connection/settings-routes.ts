import { z } from 'zod/v4';
import { checkGroup, ConnectionError, DirectoryError, GraphFailure } from '../../runner';
import type { Member } from '../accounts/visitor';
import { recordTenantChanged } from '../audit/tenant-acts';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import { actorOf } from '../audit/acts';
import { groupOf, scopeFields } from './connection-forms';
import { can } from '../team/roles';
import { healthOf } from './health';
import { nightForm, nightOf, setNight } from './night';
import { removeTenant } from './remove-tenant';
import type { ConnectionParts } from './connection-parts';
import { currentTenant, tenantsOf, type Tenant } from './tenants';
import { ZONES } from '../schedules/schedule-time';

const PAST_SYNCS = 10;

/** The page about a tenant's connection: what is granted, which people, the syncs; and its end. */
export function addConnectionSettings(routes: Routes, parts: ConnectionParts): void {
	routes.member('get', '/settings/integrations', 'connection:read', async (call) => {
		const tenant = await tenantOf(parts, call);
		const { role, isReadOnly } = call.member;
		if (!tenant && (isReadOnly || !can(role, 'connection:manage'))) {
			return call.page('employees/views/no-tenant', { title: 'Settings', nav: 'settings' });
		}
		if (!tenant) return call.redirect('/settings/integrations/connect');
		await show(parts, call, tenant, { isFresh: call.query('fresh') === '1' });
	});
	routes.member('post', '/settings/integrations/scope', 'connection:manage', async (call) => {
		const tenant = await neededTenant(parts, call);
		const form = parseForm(z.object(scopeFields), call.body);
		const scope = form.ok ? groupOf(form.value) : form.errors[0];
		const typed = typedIn(call.body, ['scope', 'group']);
		if (!scope || 'says' in scope) {
			const errors = scope ? [scope] : [];
			return await show(parts, call, tenant, { typed, errors });
		}
		const problem = await groupProblem(parts, tenant, scope.group);
		if (problem) return await show(parts, call, tenant, { typed, errors: [problem] });
		await changeScope(parts, call.member, tenant, scope.group);
		parts.syncs.start(
			{ ...tenant, group: scope.group },
			{ actor: actorOf(call.visitor.accountId) },
		);
		call.redirect('/settings/integrations');
	});
	const remove = async (call: MemberCall) => {
		const tenant = await neededTenant(parts, call);
		const typed = typedIn(call.body, ['confirm']);
		const refused = await removeTenant(parts.services, call, tenant, typed.confirm ?? '');
		if (refused) return await show(parts, call, tenant, { typed, errors: [refused] });
		call.redirect('/settings/integrations');
	};
	const afterTrial = { afterTrial: true };
	routes.member('post', '/settings/integrations/remove', 'connection:manage', remove, afterTrial);
	addNight(routes, parts);
}

function addNight(routes: Routes, parts: ConnectionParts): void {
	routes.member('post', '/settings/integrations/night', 'connection:manage', async (call) => {
		const tenant = await neededTenant(parts, call);
		const form = parseForm(nightForm, call.body);
		const chosen = form.ok ? nightOf(form.value) : form.errors[0];
		const typed = typedIn(call.body, ['night', 'sync-at', 'zone']);
		if (!chosen || 'says' in chosen) {
			return await show(parts, call, tenant, { typed, errors: chosen ? [chosen] : [] });
		}
		await setNight(parts.services, call.member, tenant, chosen.night);
		call.redirect('/settings/integrations');
	});
}

interface Shown {
	readonly isFresh?: boolean;
	readonly typed?: Readonly<Record<string, string>>;
	readonly errors?: readonly FieldError[];
}

async function show(parts: ConnectionParts, call: MemberCall, tenant: Tenant, shown: Shown) {
	const { directory } = parts.services.runner;
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const { isFresh = false, typed = {}, errors = [] } = shown;
	const { nights } = parts.services.runner;
	const [health, lastSync, counts, pastSyncs, night] = await Promise.all([
		healthOf(parts.services, tenant, isFresh),
		directory.lastSync(place),
		directory.counts(place),
		directory.pastSyncs(place, PAST_SYNCS),
		tenant.connectionId === null ? null : nights.of(tenant.connectionId),
	]);
	call.page(
		'connection/views/settings',
		{
			...{ title: 'Integrations', nav: 'settings', tenant, ...health, lastSync, counts, pastSyncs },
			...{ sync: parts.syncs.state(tenant.tenantId), typed, errors, isFresh, night },
			zones: ZONES,
			hasApp: canConsent(parts, tenant),
		},
		errors.length > 0 ? 422 : 200,
	);
}

/** Whether the tenant is one that our app can be let in to: a rehearsed Microsoft has rehearsal tenants only. */
const canConsent = ({ consentApp }: ConnectionParts, { simulated }: Tenant): boolean =>
	consentApp !== null && simulated === consentApp.graphBaseUrl.startsWith('http:');

async function tenantOf({ services }: ConnectionParts, call: MemberCall): Promise<Tenant | null> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	return currentTenant(tenants, call.member);
}

async function neededTenant(parts: ConnectionParts, call: MemberCall): Promise<Tenant> {
	const tenant = await tenantOf(parts, call);
	if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
	return tenant;
}

/** Why an object id can't be what is synced; null when it can, or nothing is asked for. */
async function groupProblem(
	{ services }: ConnectionParts,
	{ connectionId }: Tenant,
	group: string | null,
): Promise<FieldError | null> {
	if (group === null || connectionId === null) return null;
	try {
		await checkGroup(await services.runner.connections.open(connectionId), group);
		return null;
	} catch (error) {
		const isForPeople =
			error instanceof DirectoryError ||
			error instanceof ConnectionError ||
			error instanceof GraphFailure;
		if (!isForPeople) throw error;
		return { field: 'group', says: error.message };
	}
}

async function changeScope(
	{ services }: ConnectionParts,
	member: Member,
	{ tenantId, connectionId }: Tenant,
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
	// Every night reads the same people.
	if (connectionId !== null) await services.runner.connections.setDirectory(connectionId, group);
}
