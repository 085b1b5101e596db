import type { Queries } from '../database/schema';
import { deleteViewsOf } from '../saved-views/delete-views';

/** Deletes what is kept of an account itself: everywhere it is signed in, its factors, its links, its mails. */
export async function deleteAccountRows(tx: Queries, id: string): Promise<void> {
	await tx.deleteFrom('session').where('account_id', '=', id).execute();
	await tx.deleteFrom('second_factor').where('account_id', '=', id).execute();
	await tx.deleteFrom('recovery_code').where('account_id', '=', id).execute();
	await tx.deleteFrom('pending_sign_in').where('account_id', '=', id).execute();
	await tx.deleteFrom('microsoft_identity').where('account_id', '=', id).execute();
	await tx.deleteFrom('one_time_token').where('account_id', '=', id).execute();
	await tx.deleteFrom('digest_mail').where('account_id', '=', id).execute();
	await tx.deleteFrom('refused_sign_in').where('account_id', '=', id).execute();
	await deleteViewsOf(tx, id);
	const account = await tx
		.deleteFrom('account')
		.where('id', '=', id)
		.returning('email')
		.executeTakeFirst();
	if (!account) return;
	await tx.deleteFrom('outgoing_mail').where('recipient', '=', account.email).execute();
}
