import { graphPath, listOf, fieldsOf, textOf, type Fields, type GraphRequest } from '../graph';
import { PERMISSIONS } from '../step/permissions';

/**
 * The licences somebody has, their own and those of their groups.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/user-list-licensedetails
 */
export function listLicences(userKey: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userKey}/licenseDetails`,
		query: { $select: 'id,skuId,skuPartNumber' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** What Microsoft calls the products, such as `SPE_E5`; there is no list of the names people know. */
export function heldLicencesOf(body: unknown): readonly string[] {
	const rows: readonly Fields[] = listOf(fieldsOf(body), 'value');
	return rows
		.map((row) => textOf(row, 'skuPartNumber') ?? textOf(row, 'skuId'))
		.filter((name) => name !== null);
}
