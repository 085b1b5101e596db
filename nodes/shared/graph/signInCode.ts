import { ConfidentialClientApplication } from '../vendor/microsoft';
import type { GraphConnection } from './connection';
import { LoginNetwork } from './loginNetwork';
import { configurationOf } from './token';
import { explainTokenError } from './tokenError';

/** The code of somebody's sign-in, and what proves that we asked for it. */
export interface SignInCode {
	readonly code: string;
	readonly codeVerifier: string;
	readonly nonce: string;
	readonly redirectUri: string;
}

/**
 * Redeems the code of a sign-in and keeps nothing of it.
 *
 * @returns the ID token as it came: MSAL does not look at its signature, so whoever believes it does
 * @throws ConnectionError
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export async function redeemCode(connection: GraphConnection, asked: SignInCode): Promise<string> {
	const network = new LoginNetwork(connection.loginBaseUrl);
	try {
		const application = new ConfidentialClientApplication(configurationOf(connection, network));
		const scopes = ['openid', 'profile'];
		const { idToken } = await application.acquireTokenByCode({ ...asked, scopes });
		return idToken;
	} catch (error) {
		throw network.lastFailure ?? explainTokenError(error);
	}
}
