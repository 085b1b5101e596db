import { AUTHENTICATION_PERMISSIONS } from './authentication';
import { DIRECTORY_PERMISSIONS } from './directory';
import { ROLE_PERMISSIONS } from './roles';
import { SERVICE_PERMISSIONS } from './services';

/**
 * Which application permissions each operation accepts; holding one of them is enough. `{}` stands for any key.
 * From Microsoft's published permission data, corrected where the service is known to behave otherwise, and narrowed:
 * what that data lists for agent identities or for Intune's own view of users isn't honoured here.
 */
const ACCEPTED: Readonly<Record<string, string>> = {
	...DIRECTORY_PERMISSIONS,
	...AUTHENTICATION_PERMISSIONS,
	...ROLE_PERMISSIONS,
	...SERVICE_PERMISSIONS,
};

/**
 * The permissions an operation accepts.
 * @param operation - `METHOD /path/{name}` as routes name it.
 * @throws Error when the table has no line for it: no operation goes unchecked by mistake.
 */
export function permissionsFor(operation: string): readonly string[] {
	const line = ACCEPTED[operation.replace(/\{\w+\}/g, '{}')];
	if (line === undefined) throw new Error(`No permissions are listed for ${operation}`);
	return line.split(' ');
}

/** True when one of the granted permissions is accepted for the operation. */
export function isPermitted(operation: string, granted: ReadonlySet<string>): boolean {
	return permissionsFor(operation).some((permission) => granted.has(permission));
}
