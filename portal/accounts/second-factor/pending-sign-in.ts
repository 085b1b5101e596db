import type { Request, Response } from 'express';
import type { Services } from '../../services';
import { cookieNamed, cookieOf, cookieOptions } from '../cookies';
import { hashOf, newToken } from '../secret-token';

const MINUTES = 10;
const NAME = 'oiq-sign-in';

/** Notes that the password was right: a cookie that is good for nothing but to give a code. */
export async function openPendingSignIn(
	{ db, config, now }: Services,
	accountId: string,
	response: Response,
): Promise<void> {
	const { token, hash } = newToken();
	const expires = new Date(now().getTime() + MINUTES * 60_000).toISOString();
	await db.deleteFrom('pending_sign_in').where('account_id', '=', accountId).execute();
	await db
		.insertInto('pending_sign_in')
		.values({ token_hash: hash, account_id: accountId, expires_at: expires })
		.execute();
	response.cookie(cookieNamed(config, NAME), token, cookieOptions(config, MINUTES * 60_000));
}

/** Whose password was right in this browser a moment ago, or null. */
export async function pendingSignIn(
	{ db, config, now }: Services,
	request: Request,
): Promise<string | null> {
	const token = cookieOf(request, cookieNamed(config, NAME));
	if (token === null) return null;
	const row = await db
		.selectFrom('pending_sign_in')
		.select('account_id')
		.where('token_hash', '=', hashOf(token))
		.where('expires_at', '>', now().toISOString())
		.executeTakeFirst();
	return row?.account_id ?? null;
}

/** Ends it, once the session is open or somebody begins anew. */
export async function closePendingSignIn(
	{ db, config }: Services,
	request: Request,
	response: Response,
): Promise<void> {
	const token = cookieOf(request, cookieNamed(config, NAME));
	if (token === null) return;
	await db.deleteFrom('pending_sign_in').where('token_hash', '=', hashOf(token)).execute();
	response.clearCookie(cookieNamed(config, NAME), cookieOptions(config));
}
