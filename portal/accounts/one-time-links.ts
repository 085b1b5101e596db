import type { Queries } from '../database/schema';
import { hashOf, newToken } from './secret-token';

/** What a link in a mail is for, and how long it works. */
const HOURS = { verify: 24, reset: 0.5 } as const;

export type LinkPurpose = keyof typeof HOURS;

/** Makes a link's token. An older one of the same person for the same purpose works no more. */
export async function makeLink(
	tx: Queries,
	purpose: LinkPurpose,
	accountId: string,
	at: Date,
): Promise<string> {
	await dropLinks(tx, purpose, accountId);
	const { token, hash } = newToken();
	const expires = new Date(at.getTime() + HOURS[purpose] * 3_600_000);
	await tx
		.insertInto('one_time_token')
		.values({
			token_hash: hash,
			purpose,
			account_id: accountId,
			expires_at: expires.toISOString(),
		})
		.execute();
	return token;
}

/** Makes links that were sent work no more. */
export async function dropLinks(
	tx: Queries,
	purpose: LinkPurpose,
	accountId: string,
): Promise<void> {
	await tx
		.deleteFrom('one_time_token')
		.where('account_id', '=', accountId)
		.where('purpose', '=', purpose)
		.execute();
}

/** Uses a link up: of two who come with it at once, one gets the account. @returns the account's id, or null */
export async function useLink(
	tx: Queries,
	purpose: LinkPurpose,
	token: string,
	at: Date,
): Promise<string | null> {
	const used = await tx
		.deleteFrom('one_time_token')
		.where('token_hash', '=', hashOf(token))
		.where('purpose', '=', purpose)
		.where('expires_at', '>', at.toISOString())
		.returning('account_id')
		.executeTakeFirst();
	return used?.account_id ?? null;
}
