import { ConnectionError } from './connection';

/**
 * What to do about each error of Entra's token endpoint. Static texts: Entra's own may repeat ids and addresses.
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const ADVICE: Readonly<Record<string, string>> = {
	AADSTS7000215:
		'The client secret is wrong. Copy the secret’s value (not its id) from the app registration into the connection.',
	AADSTS7000222:
		'The client secret has expired. Make a new one in the app registration and put it into the connection.',
	AADSTS700016:
		'The tenant does not know this application. Check clientId and tenantId, and that an admin has consented.',
	AADSTS7000229:
		'The application is not in this tenant. An administrator has to grant it its permissions there.',
	AADSTS65001:
		'Nobody has granted the application its permissions in this tenant. An administrator has to.',
	AADSTS90002: 'There is no such tenant. Check tenantId in the connection.',
	AADSTS900023: 'tenantId is neither a tenant id nor a domain of a tenant. Check the connection.',
	AADSTS7000112:
		'The application is disabled in this tenant. Enable it under Enterprise applications.',
	AADSTS700027:
		'The tenant does not accept this certificate. Upload its public part to the app registration.',
	AADSTS53003: 'A Conditional Access policy for workload identities blocks the application.',
	AADSTS500011:
		'The tenant does not know Microsoft Graph under this cloud. Check cloud in the connection.',
	AADSTS50194: 'The application is for one tenant only and this is another. Check tenantId.',
};

/** Turns what MSAL threw into one line that says what to do; the AADSTS number stays, for looking up. */
export function explainTokenError(error: unknown): ConnectionError {
	if (error instanceof ConnectionError) return error;
	const text = error instanceof Error ? error.message : '';
	const number = /AADSTS\d+/.exec(text)?.[0] ?? null;
	const advice = number === null ? undefined : ADVICE[number];
	if (number !== null && advice !== undefined) {
		return new ConnectionError(`${advice} (${number})`, number, { cause: error });
	}
	if (number !== null) {
		return new ConnectionError(
			`Entra refused the sign-in of the application (${number}).`,
			number,
			{
				cause: error,
			},
		);
	}
	return new ConnectionError(
		'The login host gave no usable answer to the sign-in of the application. Check tenantId and loginBaseUrl.',
		'LoginFailed',
		{ cause: error },
	);
}
