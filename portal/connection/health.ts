import {
	checkConnection,
	ConnectionError,
	credentialFacts,
	GraphFailure,
	KeyError,
	laterPermissions,
	readingPermissions,
	stepPermissions,
	type CheckedConnection,
	type CredentialFacts,
} from '../../runner';
import type { Services } from '../services';
import type { Tenant } from './tenants';

/** How a connection stands, asked now. */
export interface Health {
	readonly checked: CheckedConnection | null;
	/** Why the tenant can't be asked; null when it can. */
	readonly problem: string | null;
	readonly credential: CredentialFacts | null;
	readonly cloud: string | null;
	readonly steps: ReturnType<typeof stepPermissions>;
	readonly reading: ReturnType<typeof readingPermissions>;
	/** What only a later check reads; not counted as missing. */
	readonly later: ReturnType<typeof laterPermissions>;
	/** Each once, however many steps need it. */
	readonly missing: readonly string[];
	readonly needed: number;
	readonly askedAt: string;
}

/**
 * Signs in to a tenant and reads what is granted: what the page says is what is.
 *
 * @param isFresh with a token of now instead of one that may be an hour old
 */
export async function healthOf(
	services: Services,
	tenant: Tenant,
	isFresh: boolean,
): Promise<Health> {
	const askedAt = services.now().toISOString();
	let facts: Pick<Health, 'credential' | 'cloud'> = { credential: null, cloud: null };
	try {
		if (tenant.connectionId === null) throw new KeyError('There is no connection.');
		const connection = await services.runner.connections.open(tenant.connectionId);
		facts = { credential: credentialFacts(connection), cloud: connection.cloud };
		const checked = await checkConnection(connection, { fresh: isFresh });
		return { ...facts, checked, problem: null, askedAt, ...permissions(checked.granted) };
	} catch (error) {
		const isForPeople =
			error instanceof ConnectionError ||
			error instanceof GraphFailure ||
			error instanceof KeyError;
		if (!isForPeople) throw error;
		return { ...facts, checked: null, problem: error.message, askedAt, ...permissions(null) };
	}
}

function permissions(granted: readonly string[] | null) {
	const steps = stepPermissions(granted);
	const reading = readingPermissions(granted);
	const all = [...steps, reading];
	const missing = [...new Set(all.flatMap((one) => one.missing))];
	const needed = new Set(all.flatMap((one) => one.permissions)).size;
	return { steps, reading, later: laterPermissions(granted), missing, needed };
}
