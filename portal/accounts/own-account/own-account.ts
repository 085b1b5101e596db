import { recordOwnAct } from '../../audit/acts';
import { post } from '../../mail/outbox';
import type { Services } from '../../services';
import { changedMail } from '../account-mails';
import { dropLinks } from '../one-time-links';
import { hashPassword } from '../passwords';
import type { Visitor } from '../visitor';

/** Changes what others call somebody. */
export async function changeName({ db }: Services, visitor: Visitor, name: string): Promise<void> {
	await db.updateTable('account').set({ name }).where('id', '=', visitor.accountId).execute();
}

/**
 * Sets a new password and signs every browser out, this one too: open a new session after it. Ask for the current one
 * before.
 */
export async function changePassword(
	services: Services,
	visitor: Visitor,
	password: string,
): Promise<void> {
	const { db, config, now } = services;
	const kept = await hashPassword(password);
	await db.transaction().execute(async (tx) => {
		await tx
			.updateTable('account')
			.set({ password_hash: kept })
			.where('id', '=', visitor.accountId)
			.execute();
		await tx.deleteFrom('session').where('account_id', '=', visitor.accountId).execute();
		await tx.deleteFrom('pending_sign_in').where('account_id', '=', visitor.accountId).execute();
		await dropLinks(tx, 'reset', visitor.accountId);
		await post(tx, changedMail(config, visitor.email), now());
		await recordOwnAct(services, tx, visitor.accountId, { type: 'account.passwordChanged' });
	});
}
