import type { Queries } from '../database/schema';
import { can, roleOf } from '../team/roles';

/** Somebody who may approve. */
export interface Approver {
	readonly accountId: string;
	readonly name: string;
	readonly email: string;
	readonly emailKey: string;
}

/**
 * Everybody of an organisation who may approve what somebody asks for: their role allows it, and they are not the same
 * person, neither by account nor by address.
 */
export async function approversFor(
	db: Queries,
	organisationId: string,
	asker: { readonly accountId: string; readonly emailKey: string },
): Promise<Approver[]> {
	const rows = await db
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select(['account.id', 'account.name', 'account.email', 'account.email_key', 'member.role'])
		.where('member.organisation_id', '=', organisationId)
		.orderBy('account.name')
		.execute();
	return rows
		.filter(({ id, email_key, role: text }) => {
			const role = roleOf(text);
			const isOther = id !== asker.accountId && email_key !== asker.emailKey;
			return isOther && role !== null && can(role, 'offboardings:approve');
		})
		.map((row) => ({
			...{ accountId: row.id, name: row.name },
			...{ email: row.email, emailKey: row.email_key },
		}));
}

/** The key that an account's address has now; null for an account that is gone. */
export async function emailKeyOf(db: Queries, accountId: string): Promise<string | null> {
	const row = await db
		.selectFrom('account')
		.select('email_key')
		.where('id', '=', accountId)
		.executeTakeFirst();
	return row?.email_key ?? null;
}
