import { userInfo } from 'node:os';

/** The account of this machine: all that a command line knows of who asks. */
export function whoAsks(): string | null {
	try {
		return userInfo().username;
	} catch {
		// A container may run under a number that has no name.
		return null;
	}
}
