/** What Microsoft says in the address it leads back to, when nothing was granted. */
export interface ConsentError {
	readonly error: string;
	/** Microsoft's text; only its AADSTS number is shown. */
	readonly description: string;
}

const ADMIN_NEEDED =
	'The account you signed in with may not grant this. Sign in as a Global Administrator or Privileged Role Administrator.';

/** @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const SAYS: Readonly<Record<string, string>> = {
	AADSTS65004: 'You did not accept at Microsoft. Begin again, and choose Accept there.',
	AADSTS65001: 'Nobody has accepted for the tenant yet. Begin again, and choose Accept there.',
	AADSTS90094: ADMIN_NEEDED,
	AADSTS90008: ADMIN_NEEDED,
	AADSTS50105:
		'This account is not assigned to the app. Sign in as an administrator of the tenant.',
	AADSTS700016:
		'Microsoft does not know the app of this installation in that cloud. Tell whoever runs OffboardIQ to check OFFBOARDIQ_APP_CLIENT_ID.',
	AADSTS50011:
		'The app does not list this installation’s address. Tell whoever runs OffboardIQ to add it as a redirect address of the app registration.',
};

/** What happened at Microsoft, and what to do, in a sentence or two. Its own words may repeat ids and stay outside. */
export function refusalOf({ error, description }: ConsentError): string {
	const number = /AADSTS\d+/.exec(description)?.[0];
	const known = number === undefined ? undefined : SAYS[number];
	if (known !== undefined) return `${known} (${number})`;
	if (error === 'access_denied') {
		return 'It was not accepted at Microsoft. Begin again, and choose Accept there as an administrator.';
	}
	return number === undefined
		? 'Microsoft did not grant it and gave no reason we know. Begin again.'
		: `Microsoft did not grant it. Look its number up, or begin again. (${number})`;
}
