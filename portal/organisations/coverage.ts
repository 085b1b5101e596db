import type { Member } from '../accounts/visitor';
import type { Entitlement } from '../billing/entitlement/entitlement';
import { entitlementIn } from '../billing/entitlement/kept-plan';
import { readOnly, readOnlyOf } from '../billing/entitlement/plan-words';
import type { Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { lockOrganisation } from './organisations';
import { placesUsed } from './covered';
import { refuseSurplus } from './surplus';

/**
 * Takes places for employees, none for those who have one. Of many at once not one too many gets a place of a trial:
 * they wait for each other. All get theirs, or nobody does. A plan covers people by the directory: see `refuseSurplus`.
 *
 * @param employeeIds object ids in the tenant
 * @returns gives the new places back, for an offboarding that did not begin
 * @throws HttpError when the trial or plan is over, or does not cover all of them
 */
export async function coverEmployees(
	services: Services,
	tenant: CoveredTenant,
	employeeIds: readonly string[],
): Promise<() => Promise<void>> {
	const { db, now } = services;
	const { organisationId } = tenant;
	const ids = [...new Set(employeeIds.map((id) => id.toLowerCase()))];
	const taken = await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		const entitlement = await entitlementIn(tx, organisationId, now());
		if (entitlement.mode === 'readOnly') throw readOnly(entitlement, now());
		const used = await placesUsed(tx, organisationId, tenant.simulated);
		const fresh: string[] = [];
		for (const id of ids) if (await takePlace(tx, tenant, id, now())) fresh.push(id);
		// Whoever it covered already can be run again, whatever else was taken away since.
		if (fresh.length > 0) await refuseUncovered(tx, { tenant, entitlement, used, fresh });
		return fresh;
	});
	return async () => {
		if (taken.length === 0) return;
		await db
			.deleteFrom('covered_employee')
			.where('organisation_id', '=', organisationId)
			.where('tenant_id', '=', tenant.tenantId)
			.where('employee_id', 'in', taken)
			.execute();
	};
}

type CoveredTenant = Pick<Tenant, 'tenantId' | 'organisationId' | 'simulated'>;

interface Uncovered {
	readonly tenant: CoveredTenant;
	readonly entitlement: Entitlement;
	readonly used: number;
	/** Whoever has no place yet. */
	readonly fresh: readonly string[];
}

async function refuseUncovered(
	tx: Queries,
	{ tenant, entitlement, used, fresh }: Uncovered,
): Promise<void> {
	const { by, employeeLimit } = entitlement;
	if (by !== 'trial') return await refuseSurplus(tx, tenant, entitlement, fresh);
	const most = employeeLimit ?? Infinity;
	if (used + fresh.length > most) throw notEnoughPlaces(most, most - used, fresh.length);
}

/** @returns false for somebody who has a place */
async function takePlace(
	tx: Queries,
	tenant: CoveredTenant,
	employeeId: string,
	at: Date,
): Promise<boolean> {
	const taken = await tx
		.insertInto('covered_employee')
		.values({
			...{ organisation_id: tenant.organisationId, tenant_id: tenant.tenantId },
			...{ employee_id: employeeId, simulated: tenant.simulated ? 1 : 0 },
			covered_at: at.toISOString(),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('employee_id')
		.executeTakeFirst();
	return taken !== undefined;
}

function notEnoughPlaces(most: number, left: number, needed: number): HttpError {
	const rest = left === 0 ? `all ${most} places are taken` : `${left} of ${most} places are left`;
	const wanted = needed === 1 ? 'This needs one' : `This needs ${needed}`;
	return new HttpError(
		409,
		`The trial covers ${most} employees, and ${rest}. ${wanted}. Nothing was started. People it covered already can be run again.`,
	);
}

/** What whoever wants to change something is told where the trial or plan is over. @throws HttpError */
export function refuseReadOnly(member: Member): void {
	if (member.isReadOnly) throw readOnlyOf(member);
}
