import { setTimeout as sleep } from 'node:timers/promises';
import {
	checkConnection,
	ConnectionError,
	type CheckedConnection,
	type GraphConnection,
} from '../../../runner';

/** What Entra says of an app that was let in a moment ago, until all of it knows. */
const NOT_YET = new Set(['AADSTS700016', 'AADSTS7000229', 'AADSTS650052']);
const TRIES = 4;
const PAUSE_MS = 2_000;

/**
 * Signs in to a tenant that has just let the app in.
 *
 * @throws ConnectionError when it still does not know the app after some seconds, or for any other reason; GraphFailure
 */
export async function checkedWithPatience(connection: GraphConnection): Promise<CheckedConnection> {
	for (let left = TRIES; ; left -= 1) {
		try {
			return await checkConnection(connection);
		} catch (error) {
			const isEarly = error instanceof ConnectionError && NOT_YET.has(error.code);
			if (!isEarly || left <= 1) throw error;
		}
		await sleep(PAUSE_MS);
	}
}
