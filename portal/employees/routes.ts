import { PERSON_KINDS, type PersonKind, type PeopleQuery } from '../../runner';
import { recordNow } from '../audit/acts';
import type { MemberCall } from '../http/call';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { ConnectionParts } from '../connection/routes';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';

const PAGE = 25;

/** The people of the tenant that is worked in, and their sync. */
export function addEmployeeRoutes(routes: Routes, parts: ConnectionParts): void {
	const { services } = parts;
	routes.member('get', '/employees', 'employees:read', async (call) => {
		const tenant = await tenantOf(parts, call);
		if (!tenant)
			return call.page('employees/views/no-tenant', { title: 'Employees', nav: 'employees' });
		call.page('employees/views/list', await listPage(parts, call, tenant));
	});
	routes.member('get', '/employees/:id', 'employees:read', async (call) => {
		const tenant = await tenantOf(parts, call);
		const place = tenant && { tenantId: tenant.tenantId, group: tenant.group };
		const person = place && (await services.runner.directory.person(place, call.param('id')));
		if (!tenant || !place || !person) throw notFound();
		const manager =
			person.managerId === null
				? null
				: await services.runner.directory.person(place, person.managerId);
		const runs = await services.runner.runs({
			tenantIds: [tenant.tenantId],
			employeeId: person.id,
			limit: 20,
		});
		call.page('employees/views/person', {
			...{
				title: person.displayName ?? person.id,
				nav: 'employees',
				tenant,
				person,
				manager,
				runs,
			},
		});
	});
	addSync(routes, parts);
}

async function tenantOf({ services }: ConnectionParts, call: MemberCall): Promise<Tenant | null> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	return currentTenant(tenants, call.member);
}

async function listPage({ services, syncs }: ConnectionParts, call: MemberCall, tenant: Tenant) {
	const { directory } = services.runner;
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const search = call.query('q').slice(0, 200);
	const kind = PERSON_KINDS.find((one) => one === call.query('kind')) ?? 'employee';
	const after = call.query('after');
	const query = {
		...place,
		search,
		kinds: [kind],
		limit: PAGE,
		after: after === '' ? null : after,
	};
	const [page, counts, lastSync] = await Promise.all([
		peopleOf(directory, query),
		directory.counts(place),
		directory.lastSync(place),
	]);
	return {
		...{ title: 'Employees', nav: 'employees', tenant, search, kind, page, counts, lastSync },
		...{ sync: syncs.state(tenant.tenantId), kinds: kindsWith(counts), isFirst: after === '' },
	};
}

async function peopleOf(
	directory: ConnectionParts['services']['runner']['directory'],
	query: PeopleQuery,
) {
	try {
		return await directory.people(query);
	} catch (error) {
		if (error instanceof RangeError) throw new HttpError(400, 'This is no place in the list.');
		throw error;
	}
}

function kindsWith(counts: {
	readonly employees: number;
	readonly guests: number;
	readonly disabled: number;
	readonly roomsOrShared: number;
}): readonly { readonly kind: PersonKind; readonly word: string; readonly count: number }[] {
	return [
		{ kind: 'employee', word: 'Employees', count: counts.employees },
		{ kind: 'disabled', word: 'Sign-in off', count: counts.disabled },
		{ kind: 'guest', word: 'Guests', count: counts.guests },
		{ kind: 'roomOrShared', word: 'Rooms, shared', count: counts.roomsOrShared },
	];
}

function addSync(routes: Routes, parts: ConnectionParts): void {
	routes.member('post', '/employees/sync', 'employees:sync', async (call) => {
		const tenant = await tenantOf(parts, call);
		if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
		await recordNow(parts.services, call.member, {
			...{ type: 'directory.syncAsked', facts: { tenant: tenant.tenantId } },
		});
		parts.syncs.start(tenant);
		call.redirect('/employees');
	});
	routes.member('get', '/employees/sync/state', 'employees:read', async (call) => {
		const tenant = await tenantOf(parts, call);
		if (!tenant) throw notFound();
		const state = parts.syncs.state(tenant.tenantId);
		// The list is read anew once, when it has ended.
		if (state?.type !== 'running') call.response.set('HX-Refresh', 'true');
		call.page('employees/views/sync-state', { sync: state });
	});
}
