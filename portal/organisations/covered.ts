import type { Entitlement } from '../billing/entitlement/entitlement';
import { connectedOf, type Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import type { Services } from '../services';

/** How many employees are covered, of how many. Rehearsals are counted by themselves. */
export interface Coverage {
	readonly used: number;
	/** Null: no limit. */
	readonly most: number | null;
	/** A plan that has fewer places than the directory has people. A trial has none too many. */
	readonly isOver: boolean;
}

/** How many places of a trial are taken, of real tenants together, or of the simulated one. */
export async function placesUsed(
	db: Queries,
	organisationId: string,
	isSimulated: boolean,
): Promise<number> {
	const { used } = await db
		.selectFrom('covered_employee')
		.select((row) => row.fn.countAll().as('used'))
		.where('organisation_id', '=', organisationId)
		.where('simulated', '=', isSimulated ? 1 : 0)
		.executeTakeFirstOrThrow();
	return Number(used);
}

/**
 * The coverage of a tenant's kind: of a trial the places taken, of a plan whoever the directory has who can sign in.
 *
 * @param tenants all of the organisation
 */
export async function coverageOf(
	{ db, runner }: Pick<Services, 'db' | 'runner'>,
	organisationId: string,
	entitlement: Entitlement,
	tenants: readonly Tenant[],
	isSimulated: boolean,
): Promise<Coverage> {
	const most = entitlement.employeeLimit;
	if (entitlement.by === 'trial') {
		return { used: await placesUsed(db, organisationId, isSimulated), most, isOver: false };
	}
	const counts = await Promise.all(
		connectedOf(tenants)
			.filter(({ simulated }) => simulated === isSimulated)
			.map(({ tenantId, group }) => runner.directory.counts({ tenantId, group })),
	);
	const used = counts.reduce((sum, { employees }) => sum + employees, 0);
	return { used, most, isOver: most !== null && used > most };
}
