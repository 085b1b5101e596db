import { recordOwnAct } from '../../audit/acts';
import type { Queries } from '../../database/schema';
import { HttpError } from '../../http/http-error';
import type { Services } from '../../services';
import type { MicrosoftIdentity } from './microsoft-login';

/** The account that somebody from Microsoft signs in to; null: none. Addresses are not asked: they can be claimed. */
export async function accountOf(
	{ db }: Pick<Services, 'db'>,
	{ tenantId, objectId }: MicrosoftIdentity,
): Promise<string | null> {
	const row = await db
		.selectFrom('microsoft_identity')
		.select('account_id')
		.where('tenant_id', '=', tenantId)
		.where('object_id', '=', objectId)
		.executeTakeFirst();
	return row?.account_id ?? null;
}

/** Whether an account has a way in from Microsoft. */
export async function isLinked({ db }: Services, accountId: string): Promise<boolean> {
	const row = await db
		.selectFrom('microsoft_identity')
		.select('account_id')
		.where('account_id', '=', accountId)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * Lets somebody from Microsoft in to an account from now on.
 *
 * @throws HttpError 409 when either of the two has another partner already
 */
export async function linkIdentity(
	tx: Queries,
	{ tenantId, objectId }: MicrosoftIdentity,
	accountId: string,
	at: Date,
): Promise<void> {
	const linked = await tx
		.insertInto('microsoft_identity')
		.values({
			...{ tenant_id: tenantId, object_id: objectId, account_id: accountId },
			linked_at: at.toISOString(),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('account_id')
		.executeTakeFirst();
	if (linked) return;
	throw new HttpError(
		409,
		'This Microsoft account, or yours here, is connected to another one already.',
	);
}

/** Takes the way in away. The account keeps its password. */
export async function unlinkIdentity(services: Services, accountId: string): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('microsoft_identity').where('account_id', '=', accountId).execute();
		await recordOwnAct(services, tx, accountId, { type: 'account.microsoftUnlinked' });
	});
}
