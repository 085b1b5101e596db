import { readFileSync } from 'node:fs';
import { parseConnection, type ConsentApp } from '../../../runner';

const PREFIX = 'OFFBOARDIQ_APP_';
/** Stands where a connection names its tenant; no tenant has it. */
const NO_TENANT = '00000000-0000-0000-0000-000000000000';

/**
 * The app registration that tenants let in at Microsoft, from the environment: client id, a secret or the files of a
 * certificate and its key, and the cloud. Login and Graph address are for rehearsals on this machine.
 *
 * @returns null when none is named: then tenants are connected by app registrations of their own
 * @throws ConnectionError or Error in one line when what is named can't be one
 */
export function consentApp(environment: NodeJS.ProcessEnv): ConsentApp | null {
	const value = (name: string): string | null => environment[PREFIX + name]?.trim() || null;
	const file = (name: string): string | null => {
		const path = value(name);
		if (path === null) return null;
		try {
			return readFileSync(path, 'utf8');
		} catch (error) {
			throw new Error(`${PREFIX}${name} names a file that cannot be read.`, { cause: error });
		}
	};
	if (value('CLIENT_ID') === null) return null;
	const { tenantId: _, ...app } = parseConnection({
		tenantId: NO_TENANT,
		clientId: value('CLIENT_ID'),
		clientSecret: value('CLIENT_SECRET'),
		certificate: file('CERTIFICATE_FILE'),
		privateKey: file('KEY_FILE'),
		cloud: value('CLOUD'),
		loginBaseUrl: value('LOGIN_URL'),
		graphBaseUrl: value('GRAPH_URL'),
	});
	return app;
}
