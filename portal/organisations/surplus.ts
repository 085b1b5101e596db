import { beyondFirst, type RunnerQueries } from '../../runner';
import type { Entitlement } from '../billing/entitlement/entitlement';
import { PLANS } from '../billing/entitlement/plans';
import { connectedOf, tenantsOf, type Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';

/** The real tenants that a plan does not cover: the youngest. Rehearsals are not counted. */
export function surplusTenants(tenants: readonly Tenant[], tenantLimit: number): readonly Tenant[] {
	return connectedOf(tenants)
		.filter(({ simulated }) => !simulated)
		.slice(tenantLimit);
}

/**
 * Refuses employees whom a plan does not cover: those of tenants beyond its number, and of a directory that is larger
 * than the plan whoever appeared in it last. They are seen as before; nothing new is started for them.
 *
 * @throws HttpError 409
 */
export async function refuseSurplus(
	tx: Queries,
	tenant: SurplusTenant,
	entitlement: Entitlement,
	employeeIds: readonly string[],
): Promise<void> {
	const why = await whyNotCovered(tx, tenant, entitlement, employeeIds);
	if (why !== null) throw new HttpError(409, `${why} Nothing was started. ${LARGER}`);
}

type SurplusTenant = Pick<Tenant, 'tenantId' | 'organisationId'>;

const LARGER = 'An Owner can choose a larger plan under Billing.';

/** Why a plan does not cover all of these, in a sentence; null where it does. */
export async function whyNotCovered(
	tx: Queries,
	{ tenantId, organisationId }: SurplusTenant,
	{ by, employeeLimit, tenantLimit }: Entitlement,
	employeeIds: readonly string[],
): Promise<string | null> {
	if (by === 'trial') return null;
	const tenants = await tenantsOf(tx, organisationId);
	if (surplusTenants(tenants, tenantLimit).some((one) => one.tenantId === tenantId)) {
		const those = tenantLimit === 1 ? 'one tenant, the one' : `${tenantLimit} tenants, those`;
		return `${PLANS[by].name} covers ${those} connected first, and this is another.`;
	}
	if (employeeLimit === null) return null;
	const group = tenants.find((one) => one.tenantId === tenantId)?.group ?? null;
	// The same transaction: what the two schemas call their tables differs.
	const people = tx as unknown as RunnerQueries;
	const beyond = await beyondFirst(people, { tenantId, group }, employeeLimit, employeeIds);
	if (beyond.length === 0) return null;
	const who = beyond.length === 1 ? 'this one is' : `${beyond.length} of these are`;
	return `${PLANS[by].name} covers the ${employeeLimit} employees who were in the directory first, and ${who} not among them.`;
}

/** The same for one person; whoever was offboarded before can be again. */
export async function whyNotCoveredPerson(
	db: Queries,
	tenant: SurplusTenant,
	entitlement: Entitlement,
	employeeId: string,
): Promise<string | null> {
	const why = await whyNotCovered(db, tenant, entitlement, [employeeId]);
	if (why === null) return null;
	const place = await db
		.selectFrom('covered_employee')
		.select('employee_id')
		.where('organisation_id', '=', tenant.organisationId)
		.where('tenant_id', '=', tenant.tenantId)
		.where('employee_id', '=', employeeId.toLowerCase())
		.executeTakeFirst();
	return place ? null : `${why} ${LARGER}`;
}
