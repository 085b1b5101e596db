import { sql } from 'kysely';
import type { EmailAddress } from '../accounts/email-address';
import type { Queries } from '../database/schema';
import type { Services } from '../services';
import { recordOwnAct, UNKNOWN } from './acts';

/** After an entry, so long nothing more is written about the same account: whoever guesses must not fill the log. */
const QUIET_MS = 15 * 60_000;

/**
 * Notes that a password was wrong, where the address is an account's. The first time it is in the log at once; others
 * are counted and told by the next entry. Never throws: the answer has been given.
 */
export async function noteRefusedSignIn(
	services: Services,
	email: EmailAddress,
	ip: string,
): Promise<void> {
	try {
		await services.db.transaction().execute((tx) => note(services, tx, email, ip));
	} catch (error) {
		services.log.error({ err: error }, 'a wrong password is not in the audit log');
	}
}

async function note(
	services: Services,
	tx: Queries,
	email: EmailAddress,
	ip: string,
): Promise<void> {
	const at = services.now();
	const again = new Date(at.getTime() - QUIET_MS).toISOString();
	const account = await tx
		.selectFrom('account')
		.select('id')
		.where('email_key', '=', email.key)
		.executeTakeFirst();
	if (!account) return;
	const seen = await tx
		.insertInto('refused_sign_in')
		.values({ account_id: account.id, told_at: null, untold: 1 })
		.onConflict((conflict) =>
			conflict
				.column('account_id')
				.doUpdateSet({ untold: sql<number>`refused_sign_in.untold + 1` }),
		)
		.returning(['told_at', 'untold'])
		.executeTakeFirstOrThrow();
	if (seen.told_at !== null && seen.told_at > again) return;
	await tx
		.updateTable('refused_sign_in')
		.set({ told_at: at.toISOString(), untold: 0 })
		.where('account_id', '=', account.id)
		.execute();
	await recordOwnAct(services, tx, account.id, {
		...{ type: 'session.refused', by: UNKNOWN },
		facts: { times: seen.untold },
		says: { ip },
	});
}
