import { fieldsOf, flagOf, graphPath, type GraphFailure, type GraphRequest } from '../graph';
import { blocked, fromFailure, type Target } from '../step/items';
import type { ItemOutcome } from '../step/outcome';
import { PERMISSIONS } from '../step/permissions';
import type { StepContext } from '../step/step';

/** What to do about somebody whom only a role over one administrative unit reaches; the same words on every surface. */
export const RESTRICTED_UNIT =
	'The person is in a restricted administrative unit, which the permissions of an app do not reach. Give the app a role scoped to that unit, or take the person out of it.';

/**
 * Reads whether the person is a member of a restricted management administrative unit. A request of its own: a cloud
 * that does not know the property must not refuse the whole person for it.
 *
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management
 */
export function readProtection(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}`,
		query: { $select: 'id,isManagementRestricted' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** True only when an answer of `readProtection` says so. */
export function isRestricted(body: unknown): boolean {
	return flagOf(fieldsOf(body), 'isManagementRestricted') === true;
}

/**
 * The outcome of a refused write on the account itself. Graph answers a missing permission, an administrator and a
 * restricted administrative unit with one and the same 403; one read tells the last from the others.
 *
 * @param at `read`: the write was never sent
 */
export async function fromAccountFailure(
	{ graph, employee }: StepContext,
	target: Target,
	failure: GraphFailure,
	at: 'read' | 'write',
): Promise<ItemOutcome> {
	if (failure.kind !== 'forbidden' || failure.missingPermission !== null || at === 'read') {
		return fromFailure(target, failure, at);
	}
	const protection = await graph.attempt(readProtection(employee.id));
	return protection.ok && isRestricted(protection.body)
		? blocked(target, RESTRICTED_UNIT, failure)
		: fromFailure(target, failure, at);
}

/** What a dry run knows will be refused: the item of somebody in a restricted administrative unit, else null. */
export async function foreseenProtection(
	{ graph, employee }: StepContext,
	target: Target,
): Promise<ItemOutcome | null> {
	const protection = await graph.attempt(readProtection(employee.id));
	return protection.ok && isRestricted(protection.body) ? blocked(target, RESTRICTED_UNIT) : null;
}
