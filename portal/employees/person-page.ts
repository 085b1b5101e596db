import {
	ConnectionError,
	GraphFailure,
	KeyError,
	readHoldings,
	UNDO_VERDICT_WORDS,
	type Person,
	type PersonHoldings,
} from '../../runner';
import type { ConnectionParts } from '../connection/connection-parts';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { whyNotCoveredPerson } from '../organisations/surplus';
import { historyOf } from './history';

/** One person: what the directory says, what the tenant says now, and their runs. */
export function addPersonPages(routes: Routes, parts: ConnectionParts): void {
	routes.member('get', '/employees/:id', 'employees:read', async (call) => {
		call.page('employees/views/person', { ...(await pageOf(parts, call)), reading: null });
	});
	routes.member('get', '/employees/:id/holdings', 'employees:read', async (call) => {
		if (call.isPartial) {
			const { tenant, person } = await chosen(parts, call);
			const reading = await readingOf(parts, tenant, person);
			return call.page('employees/views/holdings', { tenant, person, reading });
		}
		const page = await pageOf(parts, call);
		const reading = await readingOf(parts, page.tenant, page.person);
		call.page('employees/views/person', { ...page, reading });
	});
}

async function pageOf(parts: ConnectionParts, call: MemberCall) {
	const { tenant, person } = await chosen(parts, call);
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const { runner, db } = parts.services;
	const [manager, history, notCovered] = await Promise.all([
		person.managerId === null ? null : runner.directory.person(place, person.managerId),
		historyOf(parts.services, tenant, person),
		whyNotCoveredPerson(db, tenant, call.member.entitlement, person.id),
	]);
	const title = person.displayName ?? person.userPrincipalName ?? person.id;
	const page = { title, nav: 'employees', undoWords: UNDO_VERDICT_WORDS };
	return { ...page, tenant, person, manager, history, notCovered };
}

/** Somebody of the tenant that is worked in. @throws HttpError 404 for everybody else */
async function chosen(
	{ services }: ConnectionParts,
	call: MemberCall,
): Promise<{ tenant: Tenant; person: Person }> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	if (!tenant) throw notFound();
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const person = await services.runner.directory.person(place, call.param('id'));
	if (!person) throw notFound();
	return { tenant, person };
}

/** What the tenant says now, or why it can't be asked. */
type Reading = { readonly holdings: PersonHoldings } | { readonly problem: string };

async function readingOf(
	{ services }: ConnectionParts,
	tenant: Tenant,
	person: Person,
): Promise<Reading> {
	try {
		if (tenant.connectionId === null) return { problem: 'The tenant is not connected any more.' };
		const connection = await services.runner.connections.open(tenant.connectionId);
		const holdings = await readHoldings(connection, person.id);
		return holdings ? { holdings } : { problem: 'They are not in the tenant any more.' };
	} catch (error) {
		const isForPeople =
			error instanceof GraphFailure ||
			error instanceof ConnectionError ||
			error instanceof KeyError;
		if (!isForPeople) throw error;
		services.log.warn({ err: error, tenant: tenant.tenantId }, 'a person could not be read');
		return { problem: error.message };
	}
}
