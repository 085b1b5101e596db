import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Queries } from '../../database/schema';
import { post } from '../../mail/outbox';
import type { Services } from '../../services';
import { microsoftMail, alreadyMail } from '../account-mails';
import { cookieNamed, cookieOf, cookieOptions } from '../cookies';
import type { EmailAddress } from '../email-address';
import { parseEmail } from '../email-address';
import { hashOf, newToken } from '../secret-token';
import { linkIdentity } from './identities';
import type { MicrosoftIdentity } from './microsoft-login';

const HOURS = 24;
const NAME = 'oiq-microsoft-new';

/** Remembers in this browser who came from Microsoft, until a mail has shown which mailbox is theirs. */
export async function beginSignUp(
	{ db, config, now }: Services,
	response: Response,
	identity: MicrosoftIdentity,
): Promise<void> {
	const { token, hash } = newToken();
	await db
		.insertInto('microsoft_sign_up')
		.values({
			...{ browser_hash: hash, tenant_id: identity.tenantId, object_id: identity.objectId },
			...{ name: identity.name.slice(0, 120), email: null, mail_hash: null },
			expires_at: new Date(now().getTime() + HOURS * 3_600_000).toISOString(),
		})
		.execute();
	response.cookie(cookieNamed(config, NAME), token, cookieOptions(config, HOURS * 3_600_000));
}

/** Who came from Microsoft in this browser; null: nobody. */
export async function signUpUnderWay({ db, config, now }: Services, request: Request) {
	const token = cookieOf(request, cookieNamed(config, NAME));
	if (token === null) return null;
	const row = await db
		.selectFrom('microsoft_sign_up')
		.selectAll()
		.where('browser_hash', '=', hashOf(token))
		.where('expires_at', '>', now().toISOString())
		.executeTakeFirst();
	return row ?? null;
}

/** Sends a link to the address somebody gave, or tells its owner that there is an account. Takes the same answer. */
export async function sendSignUpLink(
	{ db, config, now }: Services,
	browserHash: string,
	person: { readonly name: string; readonly email: EmailAddress },
): Promise<void> {
	const { token, hash } = newToken();
	const { name, email } = person;
	await db.transaction().execute(async (tx) => {
		const known = await tx
			.selectFrom('account')
			.select('id')
			.where('email_key', '=', email.key)
			.executeTakeFirst();
		if (known) return await post(tx, alreadyMail(config, email.address), now());
		await tx
			.updateTable('microsoft_sign_up')
			.set({ name, email: email.address, mail_hash: hash })
			.where('browser_hash', '=', browserHash)
			.execute();
		await post(tx, microsoftMail(config, email.address, token), now());
	});
}

/**
 * Makes the account, once the link of the mail is opened in the browser that asked for it: whoever else has it may be
 * its reader, but did not come from Microsoft.
 *
 * @returns the account's id; null when the link is used, too old, or of another browser
 */
export async function finishSignUp(
	services: Services,
	request: Request,
	token: string,
): Promise<string | null> {
	const underWay = await signUpUnderWay(services, request);
	if (underWay === null) return null;
	const at = services.now();
	return await services.db.transaction().execute(async (tx) => {
		const row = await tx
			.deleteFrom('microsoft_sign_up')
			.where('browser_hash', '=', underWay.browser_hash)
			.where('mail_hash', '=', hashOf(token))
			.returningAll()
			.executeTakeFirst();
		const email = parseEmail(row?.email ?? '');
		if (!row || email === null) return null;
		const identity = { tenantId: row.tenant_id, objectId: row.object_id, name: row.name };
		return await makeAccount(tx, identity, email, at);
	});
}

/**
 * An account without a password, for somebody from Microsoft who has shown that the mailbox is theirs.
 *
 * @returns its id; null when there is one with that address
 * @throws HttpError 409 when they have an account already
 */
export async function makeAccount(
	tx: Queries,
	identity: MicrosoftIdentity,
	email: EmailAddress,
	at: Date,
): Promise<string | null> {
	const id = randomUUID();
	const made = await tx
		.insertInto('account')
		.values({
			...{ id, name: identity.name, email: email.address, email_key: email.key },
			...{ password_hash: null, email_verified_at: at.toISOString() },
			created_at: at.toISOString(),
		})
		.onConflict((conflict) => conflict.column('email_key').doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!made) return null;
	await linkIdentity(tx, identity, id, at);
	return id;
}
