import type { Employee, Person } from './offboarding';

/** The default automatic reply, in plain text. Nobody is sent to a manager whose account is off as well. */
export function defaultReply(
	employee: Pick<Employee, 'displayName'>,
	manager: Pick<Person, 'displayName' | 'mail' | 'accountEnabled'> | null,
): string {
	const gone = `${employee.displayName} no longer works here.`;
	return manager?.mail && manager.accountEnabled !== false
		? `${gone} Write to ${manager.displayName} at ${manager.mail} instead.`
		: `${gone} This mailbox is no longer read.`;
}
