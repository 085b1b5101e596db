import { randomUUID } from 'node:crypto';
import { parseEmail } from '../accounts/email-address';
import { hashPassword } from '../accounts/passwords';
import { hashOf } from '../accounts/secret-token';
import { recordOwnAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import type { Services } from '../services';

/** How joining ended. `taken`: the address has an account, which has to join itself. */
export type Joined =
	| { readonly type: 'joined'; readonly accountId: string }
	| { readonly type: 'gone' }
	| { readonly type: 'taken' };

/** Makes an account for whoever was invited, and a member of it. Whoever has the link has shown the mailbox is theirs. */
export async function joinWithNewAccount(
	services: Services,
	token: string,
	person: { readonly name: string; readonly password: string },
): Promise<Joined> {
	const { db, now } = services;
	const password = await hashPassword(person.password);
	const at = now().toISOString();
	const id = randomUUID();
	return await db
		.transaction()
		.execute(async (tx): Promise<Joined> => {
			const invitation = await take(tx, hashOf(token), at);
			if (!invitation) return { type: 'gone' };
			const email = parseEmail(invitation.email);
			if (email === null) return { type: 'gone' };
			const made = await tx
				.insertInto('account')
				.values({
					id,
					name: person.name,
					email: email.address,
					email_key: email.key,
					password_hash: password,
					email_verified_at: at,
					created_at: at,
				})
				.onConflict((conflict) => conflict.column('email_key').doNothing())
				.returning('id')
				.executeTakeFirst();
			if (!made) throw new TakenAddress();
			if (!(await become(services, tx, invitation, id, at))) throw new TakenAddress();
			return { type: 'joined', accountId: id };
		})
		.catch(taken);
}

/** Makes a member of somebody who has an account with the invited address, and none but them. */
export async function joinWithAccount(
	services: Services,
	token: string,
	accountId: string,
): Promise<Joined> {
	const { db, now } = services;
	const at = now().toISOString();
	return await db
		.transaction()
		.execute(async (tx): Promise<Joined> => {
			const invitation = await take(tx, hashOf(token), at);
			if (!invitation) return { type: 'gone' };
			const account = await tx
				.selectFrom('account')
				.select('email_key')
				.where('id', '=', accountId)
				.executeTakeFirst();
			if (account?.email_key !== invitation.email_key) throw new TakenAddress();
			if (!(await become(services, tx, invitation, accountId, at))) throw new TakenAddress();
			return { type: 'joined', accountId };
		})
		.catch(taken);
}

/** Ends the transaction, so that the invitation stays as it was. */
class TakenAddress extends Error {}

function taken(error: unknown): Joined {
	if (error instanceof TakenAddress) return { type: 'taken' };
	throw error;
}

/** Uses an invitation up: of two who come with it at once, one gets it. */
export function take(tx: Queries, tokenHash: string, at: string) {
	return tx
		.updateTable('invitation')
		.set({ status: 'accepted' })
		.where('token_hash', '=', tokenHash)
		.where('status', '=', 'pending')
		.where('expires_at', '>', at)
		.returning(['id', 'organisation_id', 'email', 'email_key', 'role'])
		.executeTakeFirst();
}

/** Makes a member of an account. @returns false when it belongs to an organisation already: it leaves that first */
export async function become(
	services: Services,
	tx: Queries,
	invitation: { id: string; organisation_id: string; role: string },
	accountId: string,
	at: string,
): Promise<boolean> {
	const joined = await tx
		.insertInto('member')
		.values({
			organisation_id: invitation.organisation_id,
			account_id: accountId,
			role: invitation.role,
			joined_at: at,
		})
		.onConflict((conflict) => conflict.column('account_id').doNothing())
		.returning('account_id')
		.executeTakeFirst();
	if (!joined) return false;
	const facts = { invitation: invitation.id, role: invitation.role };
	await recordOwnAct(services, tx, accountId, { type: 'invitation.accepted', facts });
	return true;
}
