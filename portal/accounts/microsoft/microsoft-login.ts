import {
	ConfidentialClientApplication,
	IdTokens,
	LoginNetwork,
	type Configuration,
	type SignedInPerson,
} from '../../../runner';
import type { MicrosoftConfig } from '../../config';

/** Somebody, as Microsoft's signature says. */
export type MicrosoftIdentity = SignedInPerson;

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
	readonly #tokens: IdTokens;

	constructor(config: MicrosoftConfig, publicUrl: string) {
		this.#config = config;
		this.#redirectUri = `${publicUrl}/auth/microsoft/callback`;
		this.#application = new ConfidentialClientApplication(configurationOf(config));
		this.#tokens = new IdTokens(config.loginUrl);
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
			return await this.#tokens.personOf(token, this.#config.clientId, challenge.nonce);
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
