import { recordOwnAct } from '../../audit/acts';
import { notFound } from '../../http/http-error';
import type { Services } from '../../services';
import type { Visitor } from '../visitor';
import { liveSince } from '../sessions';
import { deviceOf } from './device';

/** A browser that is signed in, as its owner sees it. */
export interface OwnSession {
	/** The hash of its token: names the session, opens nothing. */
	readonly id: string;
	readonly device: string;
	readonly ip: string;
	readonly since: string;
	readonly lastSeenAt: string;
	readonly passedMfa: boolean;
	/** The browser that asks. */
	readonly isThis: boolean;
}

/** Where somebody is signed in: this browser first, then the ones that were seen last. */
export async function ownSessions({ db, now }: Services, visitor: Visitor): Promise<OwnSession[]> {
	const at = now();
	const rows = await db
		.selectFrom('session')
		.selectAll()
		.where('account_id', '=', visitor.accountId)
		.where('expires_at', '>', at.toISOString())
		.where('last_seen_at', '>', liveSince(at))
		.orderBy('last_seen_at', 'desc')
		.limit(100)
		.execute();
	const sessions = rows.map((row) => ({
		...{ id: row.id_hash, device: deviceOf(row.user_agent), ip: row.ip },
		...{ since: row.created_at, lastSeenAt: row.last_seen_at, passedMfa: row.passed_mfa === 1 },
		isThis: row.id_hash === visitor.sessionId,
	}));
	return sessions.sort((one, other) => Number(other.isThis) - Number(one.isThis));
}

/** Signs one of one's own browsers out. @throws HttpError where there is none such, or it is somebody else's */
export async function endOwnSession(
	services: Services,
	{ accountId }: Visitor,
	id: string,
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		const ended = await tx
			.deleteFrom('session')
			.where('id_hash', '=', id)
			.where('account_id', '=', accountId)
			.returning('id_hash')
			.executeTakeFirst();
		if (!ended) throw notFound();
		const act = { type: 'account.sessionsEnded', facts: { which: 'one other browser' } } as const;
		await recordOwnAct(services, tx, accountId, act);
	});
}

/** Signs all of one's own browsers out, this one too. */
export async function endAllSessions(services: Services, { accountId }: Visitor): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('session').where('account_id', '=', accountId).execute();
		await tx.deleteFrom('pending_sign_in').where('account_id', '=', accountId).execute();
		const act = { type: 'account.sessionsEnded', facts: { which: 'every browser' } } as const;
		await recordOwnAct(services, tx, accountId, act);
	});
}
