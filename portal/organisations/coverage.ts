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
 * Takes one of the places of a trial for an employee, or none when they have one. Of many at once not one too many gets
 * a place: they wait for each other.
 *
 * @param employeeId object id in the tenant
 * @returns gives the place back, for an offboarding that did not begin; does nothing when it was there before
 * @throws HttpError when the trial is over, or no place is left
 */
export async function coverEmployee(
	{ db, now }: Services,
	organisationId: string,
	tenant: Pick<Tenant, 'tenantId' | 'simulated'>,
	employeeId: string,
): Promise<() => Promise<void>> {
	const place = {
		organisation_id: organisationId,
		tenant_id: tenant.tenantId,
		employee_id: employeeId.toLowerCase(),
	};
	const isNew = await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		await refuseAfterTrial(tx, organisationId, now());
		const { used, most } = await coverageOf(tx, organisationId, tenant.simulated);
		const taken = await tx
			.insertInto('covered_employee')
			.values({
				...place,
				simulated: tenant.simulated ? 1 : 0,
				covered_at: now().toISOString(),
			})
			.onConflict((conflict) => conflict.doNothing())
			.returning('employee_id')
			.executeTakeFirst();
		if (taken && used >= most) throw noPlaceLeft(most);
		return taken !== undefined;
	});
	return async () => {
		if (!isNew) return;
		await db
			.deleteFrom('covered_employee')
			.where('organisation_id', '=', place.organisation_id)
			.where('tenant_id', '=', place.tenant_id)
			.where('employee_id', '=', place.employee_id)
			.execute();
	};
}

const noPlaceLeft = (most: number): HttpError =>
	new HttpError(
		409,
		`The trial covers ${most} employees, and ${most} have been offboarded. Nothing was started. People it covered already can be run again.`,
	);

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
