import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '../vendor/microsoft';
import { systemClock, type Clock } from './clock';
import { ConnectionError } from './connection';
import { isLoopbackHost } from './loopback';
import { fieldsOf } from './read';
import { backOff, waitAskedFor } from './retryAfter';

const LOGIN_TIMEOUT_MS = 15_000;
const MOST_SENDS = 3;
/** Asked to wait for longer, the sign-in fails and says so. */
const LONGEST_WAIT_MS = 30_000;

/**
 * How MSAL reaches the login host: over https, except that a loopback host which the connection names with plain http
 * is reached with http. MSAL itself refuses an `http:` authority, so it is given an https one and this takes the
 * `s` away again, for this machine only.
 */
export class LoginNetwork implements INetworkModule {
	/** The last failure to reach the host; MSAL wraps what is thrown and its text would be lost. */
	lastFailure: ConnectionError | null = null;

	private readonly timeoutMs: number;
	private readonly clock: Clock;

	/** @param options `timeoutMs`: until the host counts as silent, its whole answer included */
	constructor(
		private readonly loginBaseUrl: string,
		options: { readonly timeoutMs?: number; readonly clock?: Clock } = {},
	) {
		this.timeoutMs = options.timeoutMs ?? LOGIN_TIMEOUT_MS;
		this.clock = options.clock ?? systemClock;
	}

	async sendGetRequestAsync<T>(
		url: string,
		options?: NetworkRequestOptions,
	): Promise<NetworkResponse<T>> {
		return await this.exchange<T>(url, 'GET', options);
	}

	async sendPostRequestAsync<T>(
		url: string,
		options?: NetworkRequestOptions,
	): Promise<NetworkResponse<T>> {
		return await this.exchange<T>(url, 'POST', options);
	}

	private async exchange<T>(
		url: string,
		method: 'GET' | 'POST',
		options?: NetworkRequestOptions,
	): Promise<NetworkResponse<T>> {
		this.lastFailure = null;
		try {
			return await this.patiently<T>(url, method, options);
		} catch (error) {
			this.lastFailure = error instanceof ConnectionError ? error : this.unreachable(error);
			throw this.lastFailure;
		}
	}

	/** Asking for a token again repeats nothing, and a hiccup of Entra's is no reason to fail a run. */
	private async patiently<T>(
		url: string,
		method: 'GET' | 'POST',
		options?: NetworkRequestOptions,
	): Promise<NetworkResponse<T>> {
		for (let attempt = 1; ; attempt += 1) {
			let wait: number | null;
			try {
				const { status, headers, text } = await this.send(url, method, options);
				wait = this.waitAfter(status, headers, attempt);
				if (wait === null) return { status, headers, body: this.parse(text) as T };
			} catch (error) {
				if (attempt >= MOST_SENDS || !isDropped(error)) throw error;
				wait = backOff(attempt);
			}
			await this.clock.sleep(wait);
		}
	}

	private async send(
		url: string,
		method: 'GET' | 'POST',
		options?: NetworkRequestOptions,
	): Promise<{ status: number; headers: Record<string, string>; text: string }> {
		const response = await fetch(this.realAddress(url), {
			method,
			headers: options?.headers ?? {},
			body: method === 'POST' ? (options?.body ?? '') : null,
			redirect: 'error',
			signal: AbortSignal.timeout(this.timeoutMs),
		});
		const headers = Object.fromEntries(response.headers);
		return { status: response.status, headers, text: await response.text() };
	}

	/** Milliseconds until the next try; null when this answer is the last word. */
	private waitAfter(
		status: number,
		headers: Readonly<Record<string, string>>,
		attempt: number,
	): number | null {
		if (attempt >= MOST_SENDS || !(status === 429 || status >= 500)) return null;
		const wait = waitAskedFor(headers, this.clock.now()) ?? backOff(attempt);
		return wait > LONGEST_WAIT_MS ? null : wait;
	}

	private parse(text: string): unknown {
		try {
			return JSON.parse(text) as unknown;
		} catch {
			// The page of a proxy, say. It is nobody's evidence, so it is not kept.
			throw new ConnectionError(
				`${new URL(this.loginBaseUrl).host} gave no usable answer to the sign-in. Check the network and loginBaseUrl.`,
				'LoginFailed',
			);
		}
	}

	private realAddress(url: string): string {
		const address = new URL(url);
		const configured = new URL(this.loginBaseUrl);
		const plain =
			configured.protocol === 'http:' &&
			address.host === configured.host &&
			isLoopbackHost(address.hostname);
		if (plain) address.protocol = 'http:';
		return address.href;
	}

	private unreachable(error: unknown): ConnectionError {
		const host = new URL(this.loginBaseUrl).host;
		const slow = error instanceof Error && error.name === 'TimeoutError';
		return new ConnectionError(
			slow
				? `${host} did not answer within ${this.timeoutMs / 1_000} seconds. Check the network and loginBaseUrl.`
				: `${host} can not be reached for sign-in. Check the network and loginBaseUrl.`,
			'LoginUnreachable',
			{ cause: error },
		);
	}
}

/** True for a connection that was there and broke off. One that was never there is told at once. */
function isDropped(error: unknown): boolean {
	const { code } = fieldsOf(error instanceof Error ? error.cause : null);
	return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' || code === 'EPIPE';
}
