import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** How long a host may take to pick up: until then nothing was sent. */
const CONNECT_TIMEOUT_MS = 10_000;

/** One HTTP request as it goes on the wire. */
export interface WireRequest {
	readonly url: string;
	readonly method: string;
	/** Names in small letters. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | null;
	/** Until the whole answer is here, milliseconds. */
	readonly timeoutMs: number;
}

/** One HTTP answer, body included. */
export interface WireAnswer {
	readonly status: number;
	/** Names in small letters. */
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
}

/** Nobody picked up. */
class ConnectTimeout extends Error {
	readonly code = 'ConnectTimeout';
}

/** Somebody picked up and did not answer in time. */
class AnswerTimeout extends Error {
	override readonly name = 'TimeoutError';
}

const unpacked = promisify(gunzip);

/**
 * One exchange over a connection that is kept for the next one. Redirects are answers, never followed. Through Node's
 * own client and its shared agent, which takes a fifth of the processor time of `fetch`, and with which n8n reaches
 * the proxy it may be set to.
 *
 * @throws Error with the `code` of Node's network errors, or named TimeoutError
 */
export async function exchange(request: WireRequest): Promise<WireAnswer> {
	const { status, headers, body } = await send(request);
	const isPacked = headers['content-encoding'] === 'gzip' && body.length > 0;
	return { status, headers, text: (isPacked ? await unpacked(body) : body).toString('utf8') };
}

interface RawAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

function send({ url, method, headers, body, timeoutMs }: WireRequest): Promise<RawAnswer> {
	return new Promise((resolve, reject) => {
		const address = new URL(url);
		const isPlain = address.protocol === 'http:';
		const call = (isPlain ? http : https).request(address, {
			method,
			headers: { 'accept-encoding': 'gzip', ...headers, ...lengthOf(method, body) },
		});
		const timer = setTimeout(() => {
			call.destroy(new AnswerTimeout('The answer took too long.'));
		}, timeoutMs);
		const fail = (error: Error) => {
			clearTimeout(timer);
			reject(error);
		};
		call.on('error', fail);
		call.on('socket', (socket) => {
			if (!socket.connecting) return;
			const patience = setTimeout(() => {
				call.destroy(new ConnectTimeout('The host did not pick up.'));
			}, CONNECT_TIMEOUT_MS);
			socket.once(isPlain ? 'connect' : 'secureConnect', () => clearTimeout(patience));
			socket.once('close', () => clearTimeout(patience));
		});
		call.on('response', (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', fail);
			response.on('end', () => {
				clearTimeout(timer);
				const { statusCode = 0 } = response;
				resolve({ status: statusCode, headers: flat(response), body: Buffer.concat(chunks) });
			});
		});
		call.end(body ?? undefined);
	});
}

function lengthOf(method: string, body: string | null): Record<string, string> {
	if (body !== null) return { 'content-length': String(Buffer.byteLength(body)) };
	return method === 'GET' || method === 'DELETE' ? {} : { 'content-length': '0' };
}

function flat({ headers }: http.IncomingMessage): Record<string, string> {
	const result: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		result[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
	}
	return result;
}
