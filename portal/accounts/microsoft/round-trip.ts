import { createHash, hkdfSync } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Services } from '../../services';
import { cookieNamed, cookieOf, cookieOptions } from '../cookies';
import { hashOf, newToken } from '../secret-token';
import type { Challenge } from './microsoft-login';

/** What somebody is sent to Microsoft for. */
export type Purpose =
	| { readonly type: 'signIn' }
	/** Adds Microsoft to an account whose password was given. */
	| { readonly type: 'link'; readonly subject: string }
	/** Answers an invitation, by the hash of its token. */
	| { readonly type: 'join'; readonly subject: string };

/** A way back from Microsoft that this browser began. */
export interface RoundTrip {
	readonly purpose: Purpose;
	readonly next: string;
	readonly challenge: Challenge;
}

const MINUTES = 15;
const NAME = 'oiq-microsoft';

/** Nonce and verifier follow from the browser's cookie, so that the database holds nothing that could be used. */
function challengeOf(token: string): Challenge {
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', token, '', `offboardiq microsoft ${purpose}`, 32));
	return {
		nonce: derived('nonce').toString('base64url'),
		verifier: derived('verifier').toString('base64url'),
	};
}

/** Begins a way to Microsoft. @returns where to go */
export async function beginRoundTrip(
	services: Services,
	response: Response,
	purpose: Purpose,
	next: string,
): Promise<string> {
	const { db, config, now, microsoft } = services;
	if (microsoft === null) throw new Error('Sign-in at Microsoft is not configured.');
	const [browser, state] = [newToken(), newToken()];
	await db
		.insertInto('microsoft_round_trip')
		.values({
			...{ state_hash: state.hash, browser_hash: browser.hash, purpose: purpose.type, next },
			subject: purpose.type === 'signIn' ? null : purpose.subject,
			expires_at: new Date(now().getTime() + MINUTES * 60_000).toISOString(),
		})
		.execute();
	response.cookie(
		cookieNamed(config, NAME),
		browser.token,
		cookieOptions(config, MINUTES * 60_000),
	);
	const { nonce, verifier } = challengeOf(browser.token);
	const challenge = createHash('sha256').update(verifier).digest('base64url');
	return await microsoft.address(state.token, nonce, challenge);
}

/** Takes the way back: once, and only in the browser that began it. Null for any other. */
export async function endRoundTrip(
	{ db, config, now }: Services,
	request: Request,
	state: string,
): Promise<RoundTrip | null> {
	const token = cookieOf(request, cookieNamed(config, NAME));
	if (token === null) return null;
	const row = await db
		.deleteFrom('microsoft_round_trip')
		.where('state_hash', '=', hashOf(state))
		.where('browser_hash', '=', hashOf(token))
		.returningAll()
		.executeTakeFirst();
	if (!row || row.expires_at <= now().toISOString()) return null;
	const { purpose: type, subject, next } = row;
	const challenge = challengeOf(token);
	if (type === 'signIn') return { purpose: { type }, next, challenge };
	if (subject === null || (type !== 'link' && type !== 'join')) return null;
	return { purpose: { type, subject }, next, challenge };
}
