import type { Services } from '../services';
import { countAttempt, forgetAttempts } from './attempts';
import { isPassword } from './passwords';

const LIMIT = { most: 10, minutes: 15 };

/**
 * Asks somebody who is signed in for their password once more, so that a browser left open is not enough.
 *
 * @returns null when it is right, else what is wrong with it; an account without a password needs none
 * @throws HttpError 429 after too many tries
 */
export async function wrongPassword(
	services: Services,
	accountId: string,
	password: string,
): Promise<string | null> {
	const account = await services.db
		.selectFrom('account')
		.select('password_hash')
		.where('id', '=', accountId)
		.executeTakeFirstOrThrow();
	if (account.password_hash === null) return null;
	if (password === '') return 'Enter your current password.';
	const key = `password|${accountId}`;
	await countAttempt(services, key, LIMIT);
	if (!(await isPassword(account.password_hash, password.slice(0, 256)))) {
		return 'This is not your current password.';
	}
	await forgetAttempts(services, key);
	return null;
}
