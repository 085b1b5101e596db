import type { GraphClient } from '../shared/graph';
import { globalAdministratorIn, othersWith } from '../shared/holdings/globalAdministrators';
import type { Employee, HeldDirectoryRole } from '../shared/step/offboarding';
import { LookUpError } from './lookUpError';

/**
 * Stops before anything is changed when the leaver is the last enabled Global Administrator: the tenant would be nobody's.
 * Costs a round trip, for Global Administrators only.
 *
 * Permission RoleManagement.Read.Directory.
 * @throws LookUpError when there is nobody else
 * @throws GraphFailure when it can't be found out: then nothing may be changed either
 * @see https://learn.microsoft.com/graph/api/directoryrole-list-members
 */
export async function refuseLastAdministrator(
	graph: GraphClient,
	employee: Employee,
	roles: readonly HeldDirectoryRole[],
): Promise<void> {
	const role = globalAdministratorIn(roles);
	if (!role) return;
	const others = await othersWith(graph, role, employee.id, 1);
	if (others.length > 0) return;
	throw new LookUpError(
		`${employee.displayName} is the last enabled Global Administrator of this tenant. Give the role to somebody else first. Nothing was changed.`,
	);
}
