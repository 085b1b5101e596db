import {
	createHmac,
	createSign,
	generateKeyPairSync,
	randomBytes,
	randomUUID,
	timingSafeEqual,
	type JsonWebKey,
} from 'node:crypto';
import { CLOUDS } from '../../../nodes/shared/graph/clouds';
import { GraphError } from '../http/graph-error';
import type { TenantState } from '../state/tenant';

/** Graph of the tenant's cloud: a token of one is worth nothing in another. */
export function audienceOf({ cloud = 'global' }: TenantState): string {
	return CLOUDS[cloud].graph;
}

/** Access tokens of this process. A restart makes a new key, so older tokens are refused as Graph refuses them. */
export interface Tokens {
	/** A signed token for the app with its permissions of this moment as `roles`. */
	issue(now: Date): string;
	/** A token about a person who signed in, with a signature that anybody can check by `publicKeys`. */
	idToken(claims: object): string;
	publicKeys(): readonly JsonWebKey[];
	/** What was asked by each code that has not been redeemed, with whom it is for. */
	readonly codes: Map<string, SignIn>;
	/**
	 * The permissions of a bearer token.
	 * @throws GraphError 401 InvalidAuthenticationToken when it is missing, foreign, expired or tampered with.
	 */
	check(authorization: string | undefined, now: Date): ReadonlySet<string>;
}

/** A sign-in that waits for its code to be redeemed. */
export interface SignIn {
	readonly objectId: string;
	readonly name: string;
	readonly nonce: string;
	readonly challenge: string;
	readonly redirectUri: string;
}

interface Claims {
	readonly aud: string;
	readonly tid: string;
	readonly exp: number;
	readonly roles: readonly string[];
	readonly generation: number;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes the token maker of a tenant. */
export function createTokens(tenant: TenantState): Tokens {
	const key = randomBytes(32);
	const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
	const signed = (content: object): string => {
		const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(content)}`;
		return `${text}.${sign(text)}`;
	};
	// The same token comes with every request, and a signature that was right stays right.
	let latest: { readonly token: string; readonly claimed: Claims } | null = null;
	return {
		issue: (now) => signed(claims(tenant, now)),
		...idTokens(),
		codes: new Map(),
		check: (authorization, now) => {
			const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1];
			if (token === undefined) throw refused('Access token is empty.');
			const claimed = latest?.token === token ? latest.claimed : verify(token, sign);
			latest = { token, claimed };
			if (claimed.tid !== tenant.tenantId || claimed.aud !== audienceOf(tenant)) {
				throw refused('Access token validation failure. Invalid audience.');
			}
			const current = claimed.generation === tenant.app.tokenGeneration;
			if (!current || claimed.exp * 1000 <= now.getTime()) {
				throw refused('Lifetime validation failed, the token is expired.');
			}
			return new Set(claimed.roles);
		},
	};
}

/** The key is made for the first one: most tenants never sign anybody in. */
function idTokens(): Pick<Tokens, 'idToken' | 'publicKeys'> {
	const kid = randomUUID();
	let made: ReturnType<typeof newKey> | null = null;
	const key = () => (made ??= newKey());
	return {
		idToken: (content) => {
			const text = `${encode({ typ: 'JWT', alg: 'RS256', kid })}.${encode(content)}`;
			const signature = createSign('RSA-SHA256').update(text).sign(key().privateKey, 'base64url');
			return `${text}.${signature}`;
		},
		publicKeys: () => [
			{ ...key().publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' },
		],
	};
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

function claims(tenant: TenantState, now: Date): Claims & Record<string, unknown> {
	const seconds = Math.floor(now.getTime() / 1000);
	return {
		aud: audienceOf(tenant),
		iss: `https://sts.windows.net/${tenant.tenantId}/`,
		iat: seconds,
		nbf: seconds,
		exp: seconds + tenant.app.tokenLifetimeSeconds,
		appid: tenant.app.clientId,
		oid: tenant.app.servicePrincipalId,
		roles: [...tenant.app.permissions],
		tid: tenant.tenantId,
		uti: randomUUID(),
		ver: '1.0',
		generation: tenant.app.tokenGeneration,
	};
}

function verify(token: string, sign: (text: string) => string): Claims {
	const [head, body, signature = ''] = token.split('.');
	const expected = Buffer.from(sign(`${head}.${body}`));
	const given = Buffer.from(signature);
	if (!body || expected.length !== given.length || !timingSafeEqual(expected, given)) {
		throw refused('Access token validation failure. Invalid signature.');
	}
	return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
}

function refused(message: string): GraphError {
	return new GraphError(401, 'InvalidAuthenticationToken', message, {
		'WWW-Authenticate':
			'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
	});
}
