import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from '../../vendor/microsoft';
import type { GraphCall } from '../call';
import type { Clock } from '../clock';
import { exchange } from '../exchange';
import type { RawAnswer } from '../explain';
import { requestIdOf } from '../explain';
import { UNUSABLE } from '../failure';
import { fieldsOf, textOf } from '../read';
import { CallControl, type NetworkFailure } from './control';

/** Faults that happen before a byte of the request left: sending again can repeat nothing. */
const NEVER_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ConnectTimeout',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A success that is not Graph's, such as the page of a proxy, or cut off. */
class UnusableAnswer extends Error {}

/** The SDK wants a response object and hands it on unread; ours is in the control. */
export const NO_RESPONSE = new Response(null, { status: 200 });

/** The end of the chain: one HTTP exchange, with a timeout that covers the body, kept for the record. */
export class WireMiddleware implements Middleware {
	constructor(
		private readonly clock: Clock,
		private readonly record: (call: GraphCall) => void,
	) {}

	async execute(context: Context): Promise<void> {
		const control = controlOf(context);
		const clientRequestId = randomUUID();
		const sentAt = this.clock.now();
		control.attempts += 1;
		control.answer = null;
		control.networkFailure = null;
		try {
			control.answer = await answerTo(context, control, clientRequestId);
		} catch (error) {
			control.networkFailure = networkFailureOf(error);
		}
		this.record({
			method: context.options?.method ?? 'GET',
			path: control.address,
			status: control.answer?.status ?? null,
			requestId: control.answer ? requestIdOf(control.answer) : null,
			clientRequestId,
			sentAt: sentAt.toISOString(),
			tookMs: this.clock.now().getTime() - sentAt.getTime(),
			attempt: control.attempts,
			inBatch: false,
		});
		context.response = NO_RESPONSE;
	}
}

/** The control of a request; every request of ours has one. */
export function controlOf(context: Context): CallControl {
	const control = context.middlewareControl?.getMiddlewareOptions(CallControl);
	if (!(control instanceof CallControl))
		throw new Error('A Graph request came without its control.');
	return control;
}

async function answerTo(
	{ request, options }: Context,
	{ timeoutMs, isDone }: CallControl,
	clientRequestId: string,
): Promise<RawAnswer> {
	const method = options?.method ?? 'GET';
	const sent = (options?.body as string | null | undefined) ?? null;
	// Graph does not redirect these calls; following would carry the token to another host. Left as it is, a redirect
	// is an answer that nothing was done.
	const { status, headers, text } = await exchange({
		url: request as string,
		method,
		headers: headersOf(options?.headers as Readonly<Record<string, string>>, clientRequestId, sent),
		body: sent,
		timeoutMs,
	});
	const body = parseBody(text);
	const answer = { status, headers, body: body ?? null };
	const isOk = status >= 200 && status <= 299;
	if (isOk && (body === undefined || !isDone(answer))) throw new UnusableAnswer();
	return answer;
}

function headersOf(
	given: Readonly<Record<string, string>>,
	clientRequestId: string,
	body: string | null,
): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = value;
	headers['client-request-id'] = clientRequestId;
	headers['accept'] = 'application/json';
	if (body === null) delete headers['content-type'];
	return headers;
}

/** Undefined for what is not JSON. */
function parseBody(text: string): unknown {
	if (text === '') return null;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		// A proxy's HTML page: nobody's evidence, so its text is not kept.
		return undefined;
	}
}

function networkFailureOf(error: unknown): NetworkFailure {
	if (!(error instanceof Error)) return { code: 'NetworkError', sent: true };
	if (error.name === 'TimeoutError' || error.name === 'AbortError') {
		return { code: 'Timeout', sent: true };
	}
	if (error instanceof UnusableAnswer) return { code: UNUSABLE, sent: true };
	const cause = fieldsOf(error);
	const code = textOf(cause, 'code') ?? 'NetworkError';
	// A network that goes away in the middle of an exchange has the same codes as one that was never there.
	const midway = cause['syscall'] === 'read' || cause['syscall'] === 'write';
	return { code, sent: midway || !NEVER_SENT.has(code) };
}
