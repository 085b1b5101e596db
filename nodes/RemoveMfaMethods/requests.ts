import { graphPath, type GraphRequest, type GraphResult } from '../shared/graph';
import { METHOD_KINDS } from '../shared/holdings/methodKinds';
import type { HeldMethod } from '../shared/step/offboarding';
import { PERMISSIONS } from '../shared/step/permissions';

/**
 * Deletes one method through the collection of its kind. 404 = gone already.
 * @throws Error for a kind that has none
 */
export function deleteMethod(userId: string, method: HeldMethod): GraphRequest {
	const kind = METHOD_KINDS[method.type];
	if (!kind) throw new Error(`No collection is known for ${method.type}.`);
	return {
		method: 'DELETE',
		path: kind.single
			? graphPath`/users/${userId}/authentication/${kind.collection}`
			: graphPath`/users/${userId}/authentication/${kind.collection}/${method.id}`,
		effect: 'idempotent',
		about: { target: method.name, targetId: method.id },
		permissions: PERMISSIONS[kind.permission ?? 'removeMethods'],
		...(kind.version ? { version: kind.version } : {}),
	};
}

/**
 * Makes another method the default second factor; there is no call for it in v1.0.
 * @see https://learn.microsoft.com/graph/api/authentication-update?view=graph-rest-beta
 */
export function preferMethod(userId: string, preference: string): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${userId}/authentication/signInPreferences`,
		body: { userPreferredMethodForSecondaryAuthentication: preference },
		effect: 'repeatable',
		permissions: PERMISSIONS.removeMethods,
		version: 'beta',
	};
}

/** True for the refusal, in either of its two wordings, that another default has to be set or all others to go first. */
export function isDefaultRefusal(result: GraphResult): boolean {
	return (
		!result.ok &&
		result.failure.status === 400 &&
		/default/i.test(result.failure.graphMessage ?? '')
	);
}
