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

/**
 * The same list in beta. Two kinds, hardware OATH tokens and QR codes, are shown there only: v1.0 leaves them out
 * without a word, so nothing in its answer could say when to look. Its entries are a superset, so whoever reads this
 * one needs not read the other.
 *
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods?view=graph-rest-beta
 */
export function listMethodsInBeta(userKey: string): GraphRequest {
	return { ...listMethods(userKey), version: 'beta' };
}

/** The methods in its answer, the password left out: it is no MFA method and can't be deleted. */
export function heldMethodsOf(body: unknown): readonly HeldMethod[] {
	return listOf(fieldsOf(body), 'value')
		.map(heldMethodOf)
		.filter((method) => method !== null);
}
