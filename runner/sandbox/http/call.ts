import type { Query } from '../odata/query';
import type { TenantState } from '../state/tenant';
import type { Answer } from './answer';
import { badRequest } from './graph-error';

/** One Graph request on its way to a handler; a member of a `$batch` looks the same. */
export interface Call {
	readonly tenant: TenantState;
	readonly method: string;
	readonly version: 'v1.0' | 'beta';
	/** Decoded path after the version, as sent. */
	readonly path: string;
	/** What stood in place of the `{…}` of the route. */
	readonly params: Readonly<Record<string, string>>;
	readonly query: Query;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON; undefined when nothing was sent. */
	readonly body: unknown;
	/** The token's `roles`. */
	readonly permissions: ReadonlySet<string>;
	/** `http://127.0.0.1:PORT`. */
	readonly baseUrl: string;
	readonly clientRequestId: string;
	readonly now: Date;
}

/** One operation the sandbox speaks. */
export interface Route {
	/** `METHOD /path/{name}`; `beta` in front for operations that exist there only. */
	readonly operation: string;
	/** OData options the operation understands; any other is refused. */
	readonly options?: readonly string[];
	/** True for Exchange: a missing permission is ErrorAccessDenied there. */
	readonly exchange?: boolean;
	readonly handle: (call: Call) => Answer;
}

/** The value of a `{name}` of the route. */
export function param(call: Call, name: string): string {
	const value = call.params[name];
	if (value === undefined) throw new Error(`The route has no {${name}}`);
	return value;
}

/**
 * The request's body as an object.
 * @throws GraphError 400 when it is missing or something else.
 */
export function bodyObject(call: Call): Record<string, unknown> {
	const { body } = call;
	if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
		return body as Record<string, unknown>;
	}
	throw badRequest('Empty Payload. JSON content expected.', 'BadRequest');
}

/** True when the token holds at least one of the permissions. */
export function holdsAny(call: Call, permissions: readonly string[]): boolean {
	return permissions.some((permission) => call.permissions.has(permission));
}
