import { GraphFailure, odataText, type GraphRequest } from '../shared/graph';
import type { StepContext } from '../shared/step/step';
import { isOf, listAssignments, type HeldRole } from './heldRoles';

/** @see https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';

/** Roles that are never taken from the last who holds them: the first by Entra, both by PIM. */
const GUARDED: Readonly<Record<HeldRole['place'], readonly string[]>> = {
	direct: [GLOBAL_ADMINISTRATOR],
	active: [GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR],
	eligible: [],
};

/**
 * Of the roles that are held, those that will be refused to be taken away because nobody else has them. For a dry run:
 * otherwise Entra says so itself. What can't be read is not claimed.
 */
export async function keptRoles(
	{ graph, employee }: StepContext,
	roles: readonly HeldRole[],
): Promise<ReadonlySet<HeldRole>> {
	const kept = new Set<HeldRole>();
	for (const role of roles) {
		if (!GUARDED[role.place].includes(role.roleDefinitionId.toLowerCase())) continue;
		try {
			const holders = await graph.list(listHolders(role, employee.id));
			const others = holders.filter((holder) => !isOf(employee.id)(holder));
			if (others.length === 0) kept.add(role);
		} catch (error) {
			if (!(error instanceof GraphFailure)) throw error;
		}
	}
	return kept;
}

/** @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments */
function listHolders({ roleDefinitionId }: HeldRole, principalId: string): GraphRequest {
	return {
		...listAssignments(principalId),
		query: { $filter: `roleDefinitionId eq ${odataText(roleDefinitionId)}` },
	};
}
