import { fieldsOf, graphPath, listOf, textOf, type Fields, type GraphRequest } from '../graph';
import { PERMISSIONS } from '../step/permissions';

/** A product somebody has, and whether they have it themselves, by a group, or both. */
export interface LicenceAssignment {
	/** Lower case. */
	readonly skuId: string;
	readonly direct: boolean;
	readonly byGroup: boolean;
}

/**
 * Where somebody's licences come from. Left out unless it is selected.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/resources/licenseassignmentstate
 */
export function readLicenceAssignments(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}`,
		query: { $select: 'id,accountEnabled,licenseAssignmentStates' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** Each product once; a state per way in which it was assigned is how Microsoft tells it. */
export function licenceAssignmentsOf(body: unknown): readonly LicenceAssignment[] {
	const rows: readonly Fields[] = listOf(fieldsOf(body), 'licenseAssignmentStates');
	const found = new Map<string, LicenceAssignment>();
	for (const row of rows) {
		const skuId = textOf(row, 'skuId')?.toLowerCase();
		// One that could not be assigned, or was taken away, is not held.
		if (skuId === undefined || textOf(row, 'state') === 'Error') continue;
		const isGroups = textOf(row, 'assignedByGroup') !== null;
		const known = found.get(skuId);
		found.set(skuId, {
			skuId,
			direct: !isGroups || known?.direct === true,
			byGroup: isGroups || known?.byGroup === true,
		});
	}
	return [...found.values()];
}
