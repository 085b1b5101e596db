import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** This process as the owner of leases: `host/pid/random`. */
export const PROCESS_OWNER = `${hostname()}/${process.pid}/${randomUUID()}`;

/**
 * True for an owner that can not be alive: a process of this machine that is gone. Of another machine nothing is known,
 * there the lease has to run out.
 */
export function isGone(owner: string): boolean {
	const [host = '', pid = ''] = owner.split('/');
	if (host !== hostname() || owner === PROCESS_OWNER) return false;
	// The same number as ours: whoever had it before is gone.
	if (Number(pid) === process.pid) return true;
	try {
		process.kill(Number(pid), 0);
		return false;
	} catch (error) {
		// EPERM: it is alive and somebody else's.
		return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
	}
}
