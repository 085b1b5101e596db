import { fieldsOf, flagOf, graphPath, textOf, type Fields, type GraphRequest } from '../graph';
import type { Employee, Person } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';

const PERSON_FIELDS = 'id,displayName,userPrincipalName,mail,accountEnabled';
const EMPLOYEE_FIELDS = `${PERSON_FIELDS},userType,jobTitle,department,companyName,officeLocation,employeeId,employeeType,onPremisesSyncEnabled`;

/**
 * Reads a person and, in the same call, the manager.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export function readEmployee(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}`,
		query: { $select: EMPLOYEE_FIELDS, $expand: `manager($select=${PERSON_FIELDS})` },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** Reads somebody else: a manager or a successor named by hand. */
export function readPerson(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}`,
		query: { $select: PERSON_FIELDS },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** The employee in an answer of `readEmployee`; null when it names nobody. */
export function employeeOf(body: unknown): Employee | null {
	const fields = fieldsOf(body);
	const id = textOf(fields, 'id');
	const userPrincipalName = textOf(fields, 'userPrincipalName');
	if (id === null || userPrincipalName === null) return null;
	return {
		id,
		userPrincipalName,
		displayName: textOf(fields, 'displayName') ?? userPrincipalName,
		mail: textOf(fields, 'mail'),
		jobTitle: textOf(fields, 'jobTitle'),
		department: textOf(fields, 'department'),
		companyName: textOf(fields, 'companyName'),
		officeLocation: textOf(fields, 'officeLocation'),
		employeeId: textOf(fields, 'employeeId'),
		employeeType: textOf(fields, 'employeeType'),
		userType: textOf(fields, 'userType'),
		accountEnabled: flagOf(fields, 'accountEnabled'),
		onPremisesSyncEnabled: flagOf(fields, 'onPremisesSyncEnabled') ?? false,
	};
}

/** The manager in an answer of `readEmployee`; null when there is none. */
export function managerOf(body: unknown): Person | null {
	return personOf(fieldsOf(fieldsOf(body)['manager']));
}

/** A person in an answer; null when it names nobody. */
export function personOf(fields: Fields): Person | null {
	const id = textOf(fields, 'id');
	if (id === null) return null;
	const userPrincipalName = textOf(fields, 'userPrincipalName');
	return {
		id,
		userPrincipalName,
		displayName: textOf(fields, 'displayName') ?? userPrincipalName ?? id,
		mail: textOf(fields, 'mail'),
		accountEnabled: flagOf(fields, 'accountEnabled'),
	};
}
