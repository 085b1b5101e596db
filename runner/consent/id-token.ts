import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';

/** Somebody who signed in at Microsoft, as its signature says. The name is for people; nothing is decided by it. */
export interface SignedInPerson {
	readonly tenantId: string;
	readonly objectId: string;
	readonly name: string;
}

/** A token is not one to believe. What is wrong with it is for the log. */
export class IdTokenError extends Error {
	override readonly name = 'IdTokenError';
}

/** Personal accounts all have this tenant: anybody can have one. */
export const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';
export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Clocks may differ by so much. */
const TOLERANCE_SECONDS = 300;

/**
 * Verifies the ID tokens of one login host by the keys it publishes. MSAL believes whatever comes back from the token
 * endpoint, whoever signed it; this does not.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export class IdTokens {
	readonly #loginBaseUrl: string;
	readonly #keys: ReturnType<typeof createRemoteJWKSet>;

	/** @param loginBaseUrl of the cloud, such as https://login.microsoftonline.com */
	constructor(loginBaseUrl: string) {
		this.#loginBaseUrl = loginBaseUrl;
		this.#keys = createRemoteJWKSet(new URL(`${loginBaseUrl}/common/discovery/v2.0/keys`));
	}

	/**
	 * @param audience the client id of the app that asked
	 * @param nonce what was sent along
	 * @throws IdTokenError when it is not a token of this host for that app, about a person at work or school
	 */
	async personOf(token: string, audience: string, nonce: string): Promise<SignedInPerson> {
		try {
			const { payload } = await jwtVerify(token, this.#keys, {
				...{ algorithms: ['RS256'], audience, clockTolerance: TOLERANCE_SECONDS },
				requiredClaims: ['iss', 'aud', 'exp', 'iat', 'tid', 'oid', 'nonce'],
			});
			return personIn(payload, this.#loginBaseUrl, nonce);
		} catch (error) {
			throw new IdTokenError('The ID token is not one to believe.', { cause: error });
		}
	}
}

function personIn(claims: JWTPayload, loginBaseUrl: string, nonce: string): SignedInPerson {
	const [tenantId, objectId] = [textIn(claims, 'tid'), textIn(claims, 'oid')];
	if (!GUID.test(tenantId) || !GUID.test(objectId)) throw new Error('tid or oid is no GUID');
	if (tenantId === CONSUMERS) throw new Error('a personal account');
	const issuer = `${loginBaseUrl}/${tenantId}/v2.0`.toLowerCase();
	if (claims.iss?.toLowerCase() !== issuer) throw new Error('issuer');
	if (claims['nonce'] !== nonce) throw new Error('nonce');
	return { tenantId, objectId, name: typeof claims['name'] === 'string' ? claims['name'] : '' };
}

const textIn = (claims: JWTPayload, name: string): string =>
	typeof claims[name] === 'string' ? claims[name].toLowerCase() : '';
