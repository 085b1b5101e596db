import {
	fieldsOf,
	flagOf,
	graphPath,
	odataText,
	textOf,
	type Fields,
	type GraphClient,
	type GraphRequest,
} from '../graph';
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

/**
 * Reads somebody and, in the same call, whom they report to: one link of the chain of managers.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/user-list-manager
 */
export function readLink(userKey: string): GraphRequest {
	return {
		...readPerson(userKey),
		query: { $select: PERSON_FIELDS, $expand: `manager($select=${PERSON_FIELDS})` },
	};
}

/**
 * Finds people by their mail address, which need not be the name they sign in with.
 * @see https://learn.microsoft.com/graph/api/user-list
 */
export function findByMail(address: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users`,
		query: { $filter: `mail eq ${odataText(address)}`, $select: PERSON_FIELDS, $top: '2' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/**
 * True for somebody who signs in through another tenant. By the mark Entra puts into the user principal name: a guest
 * with an account of this tenant is a guest in `userType` only.
 */
export function isExternal(person: { readonly userPrincipalName: string | null }): boolean {
	return /#EXT#@/i.test(person.userPrincipalName ?? '');
}

/**
 * The manager a step works with: the one settled at look-up (null: there is none), read afresh where the step runs
 * without a look-up.
 *
 * @throws GraphFailure when the person can't be read
 */
export async function managerFor(context: {
	readonly graph: GraphClient;
	readonly employee: Pick<Employee, 'id'>;
	readonly manager: Person | null | undefined;
}): Promise<Person | null> {
	if (context.manager !== undefined) return context.manager;
	return managerOf((await context.graph.send(readEmployee(context.employee.id))).body);
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

/**
 * True when a time of the account has moved on between two reads. One that went back was read from a replica that
 * lags and shows nothing.
 *
 * @param name a property with an ISO 8601 time
 */
export function hasMovedOn(name: string, after: Fields, before: Fields): boolean {
	const now = Date.parse(textOf(after, name) ?? '');
	const then = Date.parse(textOf(before, name) ?? '');
	return !Number.isNaN(now) && (Number.isNaN(then) || now > then);
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
