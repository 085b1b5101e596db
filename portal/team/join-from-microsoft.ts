import { nameField } from '../accounts/account-forms';
import { parseEmail } from '../accounts/email-address';
import { accountOf } from '../accounts/microsoft/identities';
import type { MicrosoftIdentity } from '../accounts/microsoft/microsoft-login';
import { makeAccount } from '../accounts/microsoft/microsoft-sign-up';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { become, take } from './join';

/**
 * Answers an invitation by an account at Microsoft. The link came by mail, so the mailbox is theirs; the address in
 * Microsoft's token is not asked.
 *
 * @param tokenHash of the invitation's token
 * @returns the account, new or the one they had
 * @throws HttpError when the invitation is gone, or its address has another account
 */
export async function joinFromMicrosoft(
	services: Services,
	tokenHash: string,
	identity: MicrosoftIdentity,
): Promise<string> {
	const { db, now } = services;
	const at = now();
	return await db.transaction().execute(async (tx) => {
		const invitation = await take(tx, tokenHash, at.toISOString());
		const email = parseEmail(invitation?.email ?? '');
		if (!invitation || !email)
			throw new HttpError(409, 'This invitation no longer works. Ask for a new one.');
		const known = await accountOf({ db: tx }, identity);
		const named = { ...identity, name: nameOf(identity, email.address) };
		const accountId = known ?? (await makeAccount(tx, named, email, at));
		if (accountId === null || (known !== null && !(await hasAddress(tx, known, email.key)))) {
			throw new HttpError(
				409,
				'This address has another account. Sign in to it, and open the invitation again.',
			);
		}
		const joined = await become(services, tx, invitation, accountId, at.toISOString());
		if (!joined) throw new HttpError(409, 'You belong to an organisation already. Leave it first.');
		return accountId;
	});
}

async function hasAddress(
	tx: Services['db'],
	accountId: string,
	emailKey: string,
): Promise<boolean> {
	const account = await tx
		.selectFrom('account')
		.select('email_key')
		.where('id', '=', accountId)
		.executeTakeFirst();
	return account?.email_key === emailKey;
}

/** What Microsoft calls them, as far as a form of ours would take it. */
function nameOf({ name }: MicrosoftIdentity, address: string): string {
	const parsed = nameField('').safeParse(name);
	return parsed.success ? parsed.data : (address.split('@')[0] ?? address);
}
