import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Candidate } from '../journal/abandoned-runs';

/**
 * Where numbers of processes mean the same: this machine since it was started, or this container. The name alone says
 * little: containers may share one, and then each would take the other for dead.
 */
const PLACE = `${hostname()}.${markOf(['/proc/sys/kernel/random/boot_id', '/proc/self/ns/pid'])}`;

/** This process as the owner of leases: `place/pid/random`. */
export const PROCESS_OWNER = `${PLACE}/${process.pid}/${randomUUID()}`;

/**
 * True for an owner that can not be alive: a process of this machine that is gone. Of another machine nothing is known,
 * there the lease has to run out.
 */
export function isGone(owner: string): boolean {
	const [place = '', pid = ''] = owner.split('/');
	if (place !== PLACE || owner === PROCESS_OWNER) return false;
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

/** This process as somebody who looks for runs. */
export const THIS_PROCESS: Candidate = { owner: PROCESS_OWNER, isGone };

/** Linux has both files; elsewhere there are no containers to mistake for each other. */
function markOf([boot = '', namespace = '']: readonly string[]): string {
	try {
		const text = `${readFileSync(boot, 'utf8')} ${readlinkSync(namespace)}`;
		return createHash('sha256').update(text).digest('hex').slice(0, 12);
	} catch {
		return '';
	}
}
