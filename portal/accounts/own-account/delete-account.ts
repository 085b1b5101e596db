import { recordAct } from '../../audit/acts';
import type { Queries } from '../../database/schema';
import type { FieldError } from '../../http/form';
import { post } from '../../mail/outbox';
import { lockOrganisation } from '../../organisations/organisations';
import type { Services } from '../../services';
import { deletedMail } from '../account-mails';
import { deleteAccountRows } from '../account-rows';
import { wrongPassword } from '../check-password';
import type { Visitor } from '../visitor';

/** What somebody is told who is the only Owner. */
export const LAST_OWNER =
	'You are the only Owner. Make somebody else Owner first, or delete the organisation.';

/** Whether an organisation would be without an Owner if this account were gone. */
export async function isLastOwner(db: Queries, { accountId, member }: Visitor): Promise<boolean> {
	if (member?.role !== 'owner') return false;
	const another = await db
		.selectFrom('member')
		.select('account_id')
		.where('organisation_id', '=', member.organisation.id)
		.where('role', '=', 'owner')
		.where('account_id', '!=', accountId)
		.limit(1)
		.executeTakeFirst();
	return another === undefined;
}

/**
 * Deletes one's own account: by its address and the password, at once and for good. Every browser is signed out, open
 * invitations of theirs are taken back. What they did stays in the log, where it needs no account.
 *
 * @returns what is wrong with the form; none when the account is gone
 * @throws HttpError 429 after too many wrong passwords
 */
export async function deleteOwnAccount(
	services: Services,
	visitor: Visitor,
	typed: { readonly address: string; readonly password: string },
): Promise<readonly FieldError[]> {
	if (typed.address.trim().toLowerCase() !== visitor.email.toLowerCase()) {
		const says = `That is not ${visitor.email}. Nothing was deleted.`;
		return [{ field: 'delete-address', says }];
	}
	const wrong = await wrongPassword(services, visitor.accountId, typed.password);
	if (wrong !== null) return [{ field: 'delete-password', says: wrong }];
	return await services.db.transaction().execute(async (tx) => {
		if (visitor.member) await lockOrganisation(tx, visitor.member.organisation.id);
		// Under the lock: of two Owners who leave at the same moment one is the last.
		if (await isLastOwner(tx, await asTheyAre(tx, visitor))) {
			return [{ field: 'delete-address', says: LAST_OWNER }];
		}
		await leave(services, tx, visitor);
		return [];
	});
}

/** With the role of this moment: it may have changed since the request began. */
async function asTheyAre(tx: Queries, visitor: Visitor): Promise<Visitor> {
	const { member } = visitor;
	if (!member) return visitor;
	const row = await tx
		.selectFrom('member')
		.select('role')
		.where('organisation_id', '=', member.organisation.id)
		.where('account_id', '=', visitor.accountId)
		.executeTakeFirst();
	return { ...visitor, member: row?.role === 'owner' ? { ...member, role: 'owner' } : null };
}

async function leave(services: Services, tx: Queries, visitor: Visitor): Promise<void> {
	const { accountId, email, name, member } = visitor;
	await tx
		.updateTable('invitation')
		.set({ status: 'revoked' })
		.where('invited_by', '=', accountId)
		.where('status', '=', 'pending')
		.execute();
	await tx.deleteFrom('member').where('account_id', '=', accountId).execute();
	await deleteAccountRows(tx, accountId);
	await post(tx, deletedMail(services.config, email), services.now());
	if (!member) return;
	const facts = { role: member.role };
	const act = { type: 'account.deleted', by: accountId, facts, says: { name, email } } as const;
	await recordAct(services, tx, member.organisation.id, act);
}
