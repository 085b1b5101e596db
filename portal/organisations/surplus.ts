import { beyondFirst, type RunnerQueries } from '../../runner';
import type { Entitlement } from '../billing/entitlement/entitlement';
import { PLANS, type Plan } from '../billing/entitlement/plans';
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
	{ tenantId, organisationId }: Pick<Tenant, 'tenantId' | 'organisationId'>,
	{ by, employeeLimit, tenantLimit }: Entitlement,
	employeeIds: readonly string[],
): Promise<void> {
	if (by === 'trial') return;
	const tenants = await tenantsOf(tx, organisationId);
	if (surplusTenants(tenants, tenantLimit).some((one) => one.tenantId === tenantId)) {
		throw notCoveredTenant(by, tenantLimit);
	}
	if (employeeLimit === null) return;
	const group = tenants.find((one) => one.tenantId === tenantId)?.group ?? null;
	// The same transaction: what the two schemas call their tables differs.
	const people = tx as unknown as RunnerQueries;
	const beyond = await beyondFirst(people, { tenantId, group }, employeeLimit, employeeIds);
	if (beyond.length > 0) throw notCoveredPeople(by, employeeLimit, beyond.length);
}

const notCoveredTenant = (by: Plan, limit: number): HttpError =>
	new HttpError(
		409,
		`${PLANS[by].name} covers ${limit === 1 ? 'one tenant, the one' : `${limit} tenants, those`} connected first, and this is another. Nothing was started. An Owner can choose a larger plan under Billing.`,
	);

const notCoveredPeople = (by: Plan, limit: number, count: number): HttpError =>
	new HttpError(
		409,
		`${PLANS[by].name} covers the ${limit} employees who were in the directory first, and ${count === 1 ? 'this one is' : `${count} of these are`} not among them. Nothing was started. An Owner can choose a larger plan under Billing.`,
	);
