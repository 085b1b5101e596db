import type { Queries } from '../database/schema';

/** Deletes somebody's own views, at the end of an account or a membership. What everybody has stays, without its maker. */
export async function deleteViewsOf(tx: Queries, accountId: string): Promise<void> {
	await tx.deleteFrom('saved_view_default').where('account_id', '=', accountId).execute();
	await tx
		.deleteFrom('saved_view')
		.where('account_id', '=', accountId)
		.where('is_shared', '=', 0)
		.execute();
	await tx
		.updateTable('saved_view')
		.set({ account_id: null })
		.where('account_id', '=', accountId)
		.execute();
}
