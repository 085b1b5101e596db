import type http from 'node:http';
import { redact } from './log';
import type { TenantState } from './state/tenant';

/** Where a sandbox shows what its tenant looks like. Not a path of Graph's. */
export const STATE_PATH = '/_state';

/** Every name under which this machine calls itself: another name is a web page that had it resolved to here. */
const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for a request that is about the sandbox itself. */
export function isStatePage({ url = '' }: http.IncomingMessage): boolean {
	return url.split('?')[0] === STATE_PATH;
}

/**
 * The tenant as anybody on this machine may see it: without secrets. Of passwords it says only how many there were.
 */
export function shownState(tenant: TenantState): unknown {
	const { deltaSnapshots: _rounds, app, ...rest } = tenant;
	const { clientSecret: _secret, certificates, ...shownApp } = app;
	const withoutHashes = ({ passwordHashes, ...user }: TenantState['users'][number]) => ({
		...user,
		passwordsSet: passwordHashes.length,
	});
	return redact({
		...rest,
		app: { ...shownApp, certificates: certificates.length },
		users: tenant.users.map(withoutHashes),
		deletedUsers: tenant.deletedUsers.map(withoutHashes),
	});
}

/** Answers GET /_state, to this machine only. Neither faults nor latency apply, and no log entry is made. */
export function answerStatePage(
	tenant: TenantState,
	request: http.IncomingMessage,
	response: http.ServerResponse,
): void {
	const refusal = refusalOf(request);
	response.writeHead(refusal?.status ?? 200, {
		'Content-Type': 'application/json; charset=utf-8',
		'Cache-Control': 'no-store',
		'x-offboardiq-simulated': 'true',
		...(refusal?.status === 405 ? { Allow: 'GET' } : {}),
	});
	const shown = refusal ? { error: refusal.reason } : shownState(tenant);
	response.end(`${JSON.stringify(shown, null, 2)}\n`);
}

function refusalOf(request: http.IncomingMessage): { status: number; reason: string } | null {
	const { method, headers, socket } = request;
	const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
	if (!isLoopback(socket.remoteAddress) || !LOCAL_NAMES.has(name)) {
		return { status: 403, reason: 'The state is shown to this machine only.' };
	}
	if (method !== 'GET') return { status: 405, reason: 'The state can be read only.' };
	return null;
}

function isLoopback(address: string | undefined): boolean {
	return /^(127\.|::1$|::ffff:127\.)/.test(address ?? '');
}
