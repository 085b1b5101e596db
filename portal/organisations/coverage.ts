import type { Member } from '../accounts/visitor';
import type { Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { lockOrganisation } from './organisations';
import { isOver, TRIAL_EMPLOYEES, trialWords } from './trial';

/** How many employees are covered, of how many. Rehearsals are counted by themselves. */
export interface Coverage {
	readonly used: number;
	readonly most: number;
}

/** The coverage of a tenant's kind: of real tenants together, or of the simulated one. */
export async function coverageOf(
	db: Queries,
	organisationId: string,
	isSimulated: boolean,
): Promise<Coverage> {
	const { used } = await db
		.selectFrom('covered_employee')
		.select((row) => row.fn.countAll().as('used'))
		.where('organisation_id', '=', organisationId)
		.where('simulated', '=', isSimulated ? 1 : 0)
		.executeTakeFirstOrThrow();
	return { used: Number(used), most: TRIAL_EMPLOYEES };
}

/**
 * Takes places of a trial for employees, none for those who have one. Of many at once not one too many gets a place:
 * they wait for each other. All get theirs, or nobody does.
 *
 * @param employeeIds object ids in the tenant
 * @returns gives the new places back, for an offboarding that did not begin
 * @throws HttpError when the trial is over, or there are not enough places
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
		await refuseAfterTrial(tx, organisationId, now());
		const { used, most } = await coverageOf(tx, organisationId, tenant.simulated);
		const fresh: string[] = [];
		for (const id of ids) if (await takePlace(tx, tenant, id, now())) fresh.push(id);
		// Whoever it covered already can be run again, whatever else was taken away since.
		if (fresh.length > 0 && used + fresh.length > most)
			throw notEnoughPlaces(most, most - used, fresh.length);
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

async function refuseAfterTrial(tx: Queries, organisationId: string, at: Date): Promise<void> {
	const { trial_ends_at } = await tx
		.selectFrom('organisation')
		.select('trial_ends_at')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	if (isOver(trial_ends_at, at)) throw trialOver(trial_ends_at, at);
}

/** What whoever wants to change something is told after the trial. */
export const trialOver = (endsAt: string, at: Date): HttpError =>
	new HttpError(
		403,
		`${trialWords(endsAt, at)}. Data and reports stay readable and can be downloaded; nothing was lost, and nothing new can be started.`,
	);

/** The same where only the member is known. @throws HttpError */
export function refuseReadOnly({ isReadOnly, organisation }: Member): void {
	if (isReadOnly) throw trialOver(organisation.trialEndsAt, new Date(organisation.trialEndsAt));
}
