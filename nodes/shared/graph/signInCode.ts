import { ConfidentialClientApplication } from '../vendor/microsoft';
import type { GraphConnection } from './connection';
import { LoginNetwork } from './loginNetwork';
import type { Fields } from './read';
import { claimsOf, configurationOf } from './token';
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
 * @returns the claims of the ID token, as the login host sent them; whoever uses them checks whom they are for
 * @throws ConnectionError
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export async function redeemCode(connection: GraphConnection, asked: SignInCode): Promise<Fields> {
	const network = new LoginNetwork(connection.loginBaseUrl);
	try {
		const application = new ConfidentialClientApplication(configurationOf(connection, network));
		const scopes = ['openid', 'profile'];
		const { idToken } = await application.acquireTokenByCode({ ...asked, scopes });
		return claimsOf(idToken);
	} catch (error) {
		throw network.lastFailure ?? explainTokenError(error);
	}
}
