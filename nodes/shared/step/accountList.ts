import { isKey } from './accountKey';

/** A list of accounts can't be used. One line, for people; nothing was changed. */
export class AccountListError extends Error {
	override readonly name = 'AccountListError';
}

/**
 * The accounts of a list with one a line; blank lines and lines that begin with `#` are passed over.
 *
 * @param text object ids or user principal names
 * @param list how people call it
 * @throws AccountListError for a line that can't be either: a typing error there would protect nobody
 */
export function accountsIn(text: string, list = 'break-glass list'): readonly string[] {
	const accounts: string[] = [];
	for (const [index, line] of text
		.replace(/^\uFEFF/, '')
		.split(/\r?\n/)
		.entries()) {
		const account = line.trim();
		if (account === '' || account.startsWith('#')) continue;
		if (!isKey(account)) {
			throw new AccountListError(
				`Line ${index + 1} of the ${list} is neither a user principal name nor an object id. Nothing was changed.`,
			);
		}
		accounts.push(account);
	}
	return accounts;
}
