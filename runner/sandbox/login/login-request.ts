import type { TenantState } from '../state/tenant';
import type { Tokens } from './tokens';

/** A request to the login service. */
export interface LoginRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The form of the body as text. */
	readonly bodyText: string;
	readonly queryText: string;
}

/** What the login service needs to know. */
export interface LoginContext {
	readonly tenant: TenantState;
	readonly tokens: Tokens;
	/** `127.0.0.1:PORT`. */
	readonly host: string;
}
