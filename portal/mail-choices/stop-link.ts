import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Queries } from '../database/schema';
import { OPTIONAL_MAILS, type OptionalMail } from './kinds';

/** Whose mails of which kind a link stops. */
export interface Stop {
	readonly accountId: string;
	readonly kind: OptionalMail;
}

const TOKEN = new RegExp(`^(${OPTIONAL_MAILS.join('|')})-([0-9a-f-]{36})-([\\w-]{43})$`);

/**
 * What stands in a link that stops one kind of mails for one account, and does nothing else. It is the same in every
 * mail, so that an old mail still stops them; it opens nothing and tells nothing.
 *
 * @param tx the transaction in which the mail is written
 */
export async function stopToken(tx: Queries, { accountId, kind }: Stop): Promise<string> {
	return `${kind}-${accountId}-${signed(await keyOf(tx, accountId), { accountId, kind })}`;
}

/** What a token stops; null for what is none of ours, or of an account that is gone. */
export async function readStopToken(db: Queries, token: string): Promise<Stop | null> {
	const [, word, accountId, given] = TOKEN.exec(token) ?? [];
	const kind = OPTIONAL_MAILS.find((one) => one === word);
	if (kind === undefined || accountId === undefined || given === undefined) return null;
	const key = await keptKey(db, accountId);
	if (key === null) return null;
	const right = Buffer.from(signed(key, { accountId, kind }));
	return timingSafeEqual(right, Buffer.from(given)) ? { accountId, kind } : null;
}

const signed = (key: string, { accountId, kind }: Stop): string =>
	createHmac('sha256', key).update(`stop ${kind} ${accountId}`).digest('base64url');

async function keyOf(tx: Queries, accountId: string): Promise<string> {
	const kept = await keptKey(tx, accountId);
	if (kept !== null) return kept;
	await tx
		.updateTable('account')
		.set({ mail_key: randomBytes(32).toString('base64url') })
		.where('id', '=', accountId)
		// Two mails at the same moment: the first one's key is everybody's.
		.where('mail_key', 'is', null)
		.execute();
	const key = await keptKey(tx, accountId);
	if (key === null) throw new Error('The account is gone.');
	return key;
}

async function keptKey(db: Queries, accountId: string): Promise<string | null> {
	const row = await db
		.selectFrom('account')
		.select('mail_key')
		.where('id', '=', accountId)
		.executeTakeFirst();
	return row?.mail_key ?? null;
}
