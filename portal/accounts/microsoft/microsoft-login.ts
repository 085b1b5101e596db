import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { ConfidentialClientApplication, LoginNetwork, type Configuration } from '../../../runner';
import type { MicrosoftConfig } from '../../config';

/** Somebody, as Microsoft's signature says. The name is for people; nothing is decided by it. */
export interface MicrosoftIdentity {
	readonly tenantId: string;
	readonly objectId: string;
	readonly name: string;
}

/** What has to come back from Microsoft as it was sent. */
export interface Challenge {
	readonly nonce: string;
	/** PKCE: whoever catches the code in between can't redeem it. */
	readonly verifier: string;
}

/** The answer is not one that can be believed. What is wrong with it is for the log. */
export class MicrosoftSignInError extends Error {
	override readonly name = 'MicrosoftSignInError';
}

const SCOPES = ['openid', 'profile'];
/** Personal accounts all have this tenant: anybody can have one. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Sign-in at Microsoft by authorization code. MSAL redeems the code; it believes the token that comes back, whoever
 * signed it, so the token is verified after it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export class MicrosoftLogin {
	readonly #config: MicrosoftConfig;
	readonly #redirectUri: string;
	readonly #application: ConfidentialClientApplication;
	readonly #keys: ReturnType<typeof createRemoteJWKSet>;

	constructor(config: MicrosoftConfig, publicUrl: string) {
		this.#config = config;
		this.#redirectUri = `${publicUrl}/auth/microsoft/callback`;
		this.#application = new ConfidentialClientApplication(configurationOf(config));
		this.#keys = createRemoteJWKSet(new URL(`${config.loginUrl}/common/discovery/v2.0/keys`));
	}

	/** Where to send a browser. `challenge` is the SHA-256 of the verifier, base64url. */
	async address(state: string, nonce: string, challenge: string): Promise<string> {
		const address = await this.#application.getAuthCodeUrl({
			...{ scopes: SCOPES, redirectUri: this.#redirectUri, state, nonce },
			...{ codeChallenge: challenge, codeChallengeMethod: 'S256' },
			// In the body of a form it would come from another site, without our cookies.
			responseMode: 'query',
			prompt: 'select_account',
		});
		// MSAL knows https only. A plain login host is on this machine: see microsoftConfig.
		return this.#config.loginUrl.startsWith('http:')
			? address.replace(/^https:/, 'http:')
			: address;
	}

	/**
	 * Redeems a code.
	 *
	 * @throws MicrosoftSignInError when what comes back is not a token of ours for a person at work or school
	 */
	async identityOf(code: string, challenge: Challenge): Promise<MicrosoftIdentity> {
		const token = await this.#redeem(code, challenge);
		try {
			const { payload } = await jwtVerify(token, this.#keys, {
				...{ algorithms: ['RS256'], audience: this.#config.clientId, clockTolerance: 300 },
				requiredClaims: ['iss', 'aud', 'exp', 'iat', 'tid', 'oid', 'nonce'],
			});
			return identityIn(payload, this.#config.loginUrl, challenge.nonce);
		} catch (error) {
			throw new MicrosoftSignInError('The ID token is not one to believe.', { cause: error });
		}
	}

	async #redeem(code: string, { nonce, verifier }: Challenge): Promise<string> {
		try {
			const answer = await this.#application.acquireTokenByCode({
				...{ code, nonce, codeVerifier: verifier, scopes: SCOPES },
				redirectUri: this.#redirectUri,
			});
			return answer.idToken;
		} catch (error) {
			throw new MicrosoftSignInError('The code was not redeemed.', { cause: error });
		} finally {
			// Nobody's tokens are used for anything, so none is kept.
			this.#application.clearCache();
		}
	}
}

function identityIn(claims: JWTPayload, loginUrl: string, nonce: string): MicrosoftIdentity {
	const [tenantId, objectId] = [textIn(claims, 'tid'), textIn(claims, 'oid')];
	if (!GUID.test(tenantId) || !GUID.test(objectId)) throw new Error('tid or oid is no GUID');
	if (tenantId === CONSUMERS) throw new Error('a personal account');
	if (claims.iss?.toLowerCase() !== `${loginUrl}/${tenantId}/v2.0`) throw new Error('issuer');
	if (claims['nonce'] !== nonce) throw new Error('nonce');
	return { tenantId, objectId, name: typeof claims['name'] === 'string' ? claims['name'] : '' };
}

const textIn = (claims: JWTPayload, name: string): string =>
	typeof claims[name] === 'string' ? claims[name].toLowerCase() : '';

function configurationOf({ clientId, clientSecret, loginUrl }: MicrosoftConfig): Configuration {
	const { host } = new URL(loginUrl);
	// `organizations` leaves personal accounts out at the login page already.
	const authority = `https://${host}/organizations`;
	const endpoints = {
		token_endpoint: `${authority}/oauth2/v2.0/token`,
		authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
		issuer: `https://${host}/{tenantid}/v2.0`,
		jwks_uri: `https://${host}/common/discovery/v2.0/keys`,
		end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
	};
	return {
		auth: {
			...{ clientId, clientSecret, authority, knownAuthorities: [host] },
			authorityMetadata: JSON.stringify(endpoints),
		},
		system: { networkClient: new LoginNetwork(loginUrl) },
	};
}
