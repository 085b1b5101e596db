import type {
	INetworkModule,
	NetworkRequestOptions,
	NetworkResponse,
} from '../vendor/microsoft';
import { ConnectionError } from './connection';
import { isLoopbackHost } from './loopback';

const LOGIN_TIMEOUT_MS = 15_000;

/**
 * How MSAL reaches the login host: over https, except that a loopback host which the connection names with plain http
 * is reached with http. MSAL itself refuses an `http:` authority, so it is given an https one and this takes the
 * `s` away again, for this machine only.
 */
export class LoginNetwork implements INetworkModule {
	/** The last failure to reach the host; MSAL wraps what is thrown and its text would be lost. */
	lastFailure: ConnectionError | null = null;

	constructor(private readonly loginBaseUrl: string) {}

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
			const response = await fetch(this.realAddress(url), {
				method,
				headers: options?.headers ?? {},
				body: method === 'POST' ? (options?.body ?? '') : null,
				redirect: 'error',
				signal: AbortSignal.timeout(LOGIN_TIMEOUT_MS),
			});
			return {
				headers: Object.fromEntries(response.headers),
				body: (await response.json()) as T,
				status: response.status,
			};
		} catch (error) {
			this.lastFailure = this.unreachable(error);
			throw this.lastFailure;
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
				? `${host} did not answer within ${LOGIN_TIMEOUT_MS / 1_000} seconds. Check the network and loginBaseUrl.`
				: `${host} can not be reached for sign-in. Check the network and loginBaseUrl.`,
			'LoginUnreachable',
			{ cause: error },
		);
	}
}
