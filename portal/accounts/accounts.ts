import { randomUUID } from 'node:crypto';
import { recordOwnAct } from '../audit/acts';
import { post } from '../mail/outbox';
import type { Services } from '../services';
import { alreadyMail, changedMail, resetMail, verifyMail } from './account-mails';
import type { EmailAddress } from './email-address';
import { mayTry } from './attempts';
import { makeLink, useLink } from './one-time-links';
import { hashPassword, isPassword } from './passwords';

/**
 * Creates an account, or writes to whoever has one with that address. Takes as long either way.
 *
 * @returns the new account's id; null when there was one
 */
export async function signUp(
	{ db, config, now }: Services,
	person: { readonly name: string; readonly email: EmailAddress; readonly password: string },
): Promise<string | null> {
	const password = await hashPassword(person.password);
	const at = now();
	const id = randomUUID();
	return await db.transaction().execute(async (tx) => {
		const made = await tx
			.insertInto('account')
			.values({
				id,
				name: person.name,
				email: person.email.address,
				email_key: person.email.key,
				password_hash: password,
				email_verified_at: null,
				created_at: at.toISOString(),
			})
			.onConflict((conflict) => conflict.column('email_key').doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!made) {
			await post(tx, alreadyMail(config, person.email.address), at);
			return null;
		}
		const token = await makeLink(tx, 'verify', id, at);
		await post(tx, verifyMail(config, person.email.address, token), at);
		return id;
	});
}

/** @returns the account's id when address and password fit */
export async function signIn(
	{ db }: Services,
	email: EmailAddress,
	password: string,
): Promise<string | null> {
	const account = await db
		.selectFrom('account')
		.select(['id', 'password_hash'])
		.where('email_key', '=', email.key)
		.executeTakeFirst();
	return (await isPassword(account?.password_hash ?? null, password))
		? (account?.id ?? null)
		: null;
}

/** Sends the link once more, to an account that has not been confirmed yet. */
export async function sendVerifyLink(
	{ db, config, now }: Services,
	accountId: string,
): Promise<void> {
	const at = now();
	await db.transaction().execute(async (tx) => {
		const account = await tx
			.selectFrom('account')
			.select('email')
			.where('id', '=', accountId)
			.where('email_verified_at', 'is', null)
			.executeTakeFirst();
		if (!account) return;
		const token = await makeLink(tx, 'verify', accountId, at);
		await post(tx, verifyMail(config, account.email, token), at);
	});
}

/** @returns whether the link was good */
export async function verifyEmail({ db, now }: Services, token: string): Promise<boolean> {
	const at = now();
	return await db.transaction().execute(async (tx) => {
		const accountId = await useLink(tx, 'verify', token, at);
		if (accountId === null) return false;
		await tx
			.updateTable('account')
			.set({ email_verified_at: at.toISOString() })
			.where('id', '=', accountId)
			.execute();
		return true;
	});
}

/** So many links for a new password go to one mailbox: whoever asks for more would only fill it. */
const RESETS = { most: 5, minutes: 60 };

/**
 * Sends a link for a new password, if there is such an account. Nobody is told whether, nor that there were too many;
 * the last link that was sent goes on working.
 */
export async function forgotPassword(services: Services, email: EmailAddress): Promise<void> {
	const { db, config, now } = services;
	const account = await db
		.selectFrom('account')
		.select(['id', 'email'])
		.where('email_key', '=', email.key)
		.executeTakeFirst();
	if (!account || !(await mayTry(services, `reset|${account.id}`, RESETS))) return;
	const at = now();
	await db.transaction().execute(async (tx) => {
		const token = await makeLink(tx, 'reset', account.id, at);
		await post(tx, resetMail(config, account.email, token), at);
	});
}

/** Sets a new password by a link and signs every browser out. @returns whether the link was good */
export async function resetPassword(
	services: Services,
	token: string,
	password: string,
): Promise<boolean> {
	const { db, config, now } = services;
	const kept = await hashPassword(password);
	const at = now();
	return await db.transaction().execute(async (tx) => {
		const accountId = await useLink(tx, 'reset', token, at);
		if (accountId === null) return false;
		const account = await tx
			.updateTable('account')
			// Whoever could open the mail has shown that the address is theirs.
			.set({ password_hash: kept, email_verified_at: at.toISOString() })
			.where('id', '=', accountId)
			.returning('email')
			.executeTakeFirstOrThrow();
		await tx.deleteFrom('session').where('account_id', '=', accountId).execute();
		await tx.deleteFrom('pending_sign_in').where('account_id', '=', accountId).execute();
		await post(tx, changedMail(config, account.email), at);
		await recordOwnAct(services, tx, accountId, { type: 'account.passwordReset' });
		return true;
	});
}
