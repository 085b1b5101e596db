import { fieldsOf, graphPath, listOf, type GraphRequest } from '../graph';
import type { HeldMethod } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';
import { heldMethodOf } from './methodKinds';

/**
 * Lists a person's authentication methods.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods
 */
export function listMethods(userKey: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userKey}/authentication/methods`,
		effect: 'read',
		permissions: PERMISSIONS.readMethods,
	};
}

/** The methods in its answer, the password left out: it is no MFA method and can't be deleted. */
export function heldMethodsOf(body: unknown): readonly HeldMethod[] {
	return listOf(fieldsOf(body), 'value')
		.map(heldMethodOf)
		.filter((method) => method !== null);
}
