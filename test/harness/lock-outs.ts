import type { SeenRequest } from './requests';

/** A write of the first three steps: disable, password, revoke. */
export function isLockOut({ method, path }: SeenRequest): boolean {
	return (
		(method === 'PATCH' && /^\/users\/[^/]+$/.test(path)) || path.endsWith('/revokeSignInSessions')
	);
}

/** The position of the last write of the lock-out, and of the first that is none. */
export function wave(seen: readonly SeenRequest[]) {
	const writes = seen.filter(({ method }) => method !== 'GET');
	return {
		last: writes.findLastIndex(isLockOut),
		first: writes.findIndex((write) => !isLockOut(write)),
	};
}
