import type { RunRecord } from '../../runner';
import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';

/**
 * What people are called of whom a run itself knows no name: until its look-up has found them, and for ever where it was
 * refused before. A number is nobody that a person knows.
 *
 * @returns names by run: as the directory has them, or the schedule that the run came from, which knew them before they
 * were deleted
 */
export async function namesOf(
	{ runner }: Pick<Services, 'runner'>,
	tenants: readonly Pick<Tenant, 'tenantId' | 'group'>[],
	runs: readonly RunRecord[],
): Promise<ReadonlyMap<string, string>> {
	const nameless = runs.filter(({ offboarding }) => offboarding === null);
	const names = new Map<string, string>();
	if (nameless.length === 0) return names;
	const runIds = nameless.map(({ id }) => id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const limit = runIds.length;
	const schedules = await runner.schedules.find({ tenantIds, runIds, order: 'latest', limit });
	for (const { runId, employee } of schedules) names.set(runId ?? '', employee.displayName);
	for (const { id, request } of nameless) {
		const tenant = tenants.find(({ tenantId }) => tenantId === request.tenantId);
		if (!tenant) continue;
		const { tenantId, group } = tenant;
		const person = await runner.directory.person({ tenantId, group }, request.user);
		if (person?.displayName) names.set(id, person.displayName);
	}
	return names;
}
