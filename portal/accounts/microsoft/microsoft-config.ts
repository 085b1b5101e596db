import { isLoopbackHost } from '../../../runner';
import type { MicrosoftConfig } from '../../config';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const GLOBAL = 'https://login.microsoftonline.com';

/**
 * Reads the app registration from the environment.
 *
 * @returns null when none is named
 * @throws Error in one line when what is named can't be one
 */
export function microsoftConfig(environment: NodeJS.ProcessEnv): MicrosoftConfig | null {
	const clientId = environment.OFFBOARDIQ_MICROSOFT_CLIENT_ID?.trim() ?? '';
	const clientSecret = environment.OFFBOARDIQ_MICROSOFT_CLIENT_SECRET?.trim() ?? '';
	if (clientId === '' && clientSecret === '') return null;
	if (!GUID.test(clientId)) {
		throw new Error('OFFBOARDIQ_MICROSOFT_CLIENT_ID is the application id of an app registration.');
	}
	if (clientSecret === '') {
		throw new Error('OFFBOARDIQ_MICROSOFT_CLIENT_SECRET is missing beside the client id.');
	}
	const loginUrl = (environment.OFFBOARDIQ_MICROSOFT_LOGIN_URL?.trim() || GLOBAL).replace(
		/\/+$/,
		'',
	);
	const url = URL.canParse(loginUrl) ? new URL(loginUrl) : null;
	const isSafe = url?.protocol === 'https:' || (url && isLoopbackHost(url.hostname));
	if (!url || !isSafe || url.pathname !== '/') {
		throw new Error(`OFFBOARDIQ_MICROSOFT_LOGIN_URL is a login host, such as ${GLOBAL}.`);
	}
	return { clientId: clientId.toLowerCase(), clientSecret, loginUrl: url.origin };
}
