import { performance } from 'node:perf_hooks';
import { request } from 'undici';
import { reachOf } from './address';
import { AddressRefused, guardedAgent, type Resolve } from './guarded-agent';

/** A request as it goes out. */
export interface GuardedRequest {
	readonly method: 'GET' | 'POST' | 'PATCH';
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Null: none. */
	readonly body: string | null;
}

/** What came back, or why nothing did. */
export interface RawAnswer {
	/** HTTP status; null: there was none. */
	readonly status: number | null;
	readonly retryAfter: string | null;
	readonly tookMs: number;
	/** Its beginning, as it came. */
	readonly text: string;
	/** Whether somebody on the internet said it: what the operator's own network says is nothing for a page. */
	readonly isOutside: boolean;
	/** Why there was none, in one line. */
	readonly trouble: string | null;
	/** False where another try would come to the same. */
	readonly mayRepeat: boolean;
}

/** How requests go out: which addresses are allowed, and who knows them. */
export interface Way {
	/** Whether the operator lets rules send to this machine and its network. */
	readonly mayPrivate: boolean;
	readonly resolve?: Resolve;
	/** How long until it has to be over, milliseconds. */
	readonly limitMs?: number;
	/** Aborted when nothing more shall be sent. */
	readonly stopped?: AbortSignal;
}

const OWN_HEADERS = {
	...{ 'content-type': 'application/json', 'accept-encoding': 'identity' },
	'user-agent': 'OffboardIQ-Webhooks/1',
};

const LIMIT_MS = 10_000;
/** So much of an answer is read at most, bytes. */
const MOST_READ = 65_536;

/**
 * Sends a request, once. Redirects are not followed, nothing is unpacked, and whatever comes back is cut. Never throws:
 * what went wrong is in the answer.
 */
export async function guardedRequest(
	{ method, url, headers, body }: GuardedRequest,
	{ mayPrivate, resolve, limitMs = LIMIT_MS, stopped }: Way,
): Promise<RawAnswer> {
	const began = performance.now();
	const took = () => Math.round(performance.now() - began);
	let isOutside = false;
	const agent = guardedAgent(
		{ mayPrivate, isPlain: url.startsWith('http:') },
		resolve,
		(address) => void (isOutside = reachOf(address) === 'public'),
	);
	const late = AbortSignal.timeout(limitMs);
	const signal = stopped ? AbortSignal.any([late, stopped]) : late;
	try {
		const response = await request(url, {
			...{ method, dispatcher: agent, signal, body },
			headers: { ...headers, ...OWN_HEADERS },
		});
		const { statusCode: status, headers: answered } = response;
		const text = await beginningOf(response.body);
		const retryAfter = [answered['retry-after']].flat()[0] ?? null;
		const good = { trouble: null, mayRepeat: true };
		return { ...{ status, retryAfter, tookMs: took(), text, isOutside }, ...good };
	} catch (error) {
		const mayRepeat = !(error instanceof AddressRefused);
		const trouble = troubleOf(error, late.aborted);
		const nothing = { status: null, retryAfter: null, text: '', isOutside };
		return { ...nothing, tookMs: took(), trouble, mayRepeat };
	} finally {
		await agent.destroy();
	}
}

/** An answer that breaks off, or never ends, has been given all the same: its status counts. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
	const parts: Buffer[] = [];
	let size = 0;
	try {
		for await (const part of body) {
			parts.push(part);
			size += part.length;
			if (size >= MOST_READ) break;
		}
	} catch {
		// What came until then is kept.
	}
	return Buffer.concat(parts).subarray(0, MOST_READ).toString('utf8');
}

const TROUBLES: Readonly<Record<string, string>> = {
	ENOTFOUND: 'The name of the host is not known.',
	EAI_AGAIN: 'The name of the host could not be looked up.',
	ECONNREFUSED: 'The host refused the connection.',
	ECONNRESET: 'The host broke the connection off.',
	UND_ERR_SOCKET: 'The host broke the connection off.',
	UND_ERR_HEADERS_OVERFLOW: 'The answer had too many headers.',
	UND_ERR_CONNECT_TIMEOUT: 'No connection within 10 seconds.',
	EHOSTUNREACH: 'The host can not be reached.',
	ENETUNREACH: 'The host can not be reached.',
};

/** In words of ours: texts of others may hold the address. */
function troubleOf(error: unknown, isLate: boolean): string {
	if (error instanceof AddressRefused) return error.message;
	if (isLate) return 'No answer within 10 seconds.';
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) {
		return `The host’s certificate was not accepted (${code.slice(0, 60)}).`;
	}
	return TROUBLES[code] ?? 'The connection failed.';
}
