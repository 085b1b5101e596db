import type { Request, Response } from 'express';
import { recordOwnAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import { entitlementFrom, PLAN_COLUMNS } from '../billing/entitlement/kept-plan';
import type { Services } from '../services';
import { roleOf } from '../team/roles';
import { cookieNamed, cookieOf, cookieOptions } from './cookies';
import { hashOf, newToken } from './secret-token';
import type { Visitor } from './visitor';

const IDLE_MS = 12 * 3_600_000;
const ABSOLUTE_MS = 7 * 24 * 3_600_000;
/** Written at most so often: a page has several requests. */
const SEEN_EVERY_MS = 60_000;

const NAME = 'oiq-session';

/** A session that was not seen since then has ended. */
export const liveSince = (at: Date): string => new Date(at.getTime() - IDLE_MS).toISOString();

/**
 * Signs a browser in: a new session each time, whatever it had before.
 *
 * @param passedMfa whether a second factor was shown just now
 */
export async function openSession(
	parts: SessionParts,
	accountId: string,
	request: Request,
	response: Response,
	passedMfa = false,
): Promise<void> {
	const { db, config, now } = parts;
	const { token, hash } = newToken();
	const at = now();
	const place = {
		ip: (request.ip ?? '').slice(0, 64),
		user_agent: (request.get('user-agent') ?? '').slice(0, 300),
	};
	await db.transaction().execute(async (tx) => {
		await tx
			.insertInto('session')
			.values({
				id_hash: hash,
				account_id: accountId,
				tenant_id: null,
				created_at: at.toISOString(),
				last_seen_at: at.toISOString(),
				expires_at: new Date(at.getTime() + ABSOLUTE_MS).toISOString(),
				passed_mfa: passedMfa ? 1 : 0,
				...place,
			})
			.execute();
		await recordOwnAct(parts, tx, accountId, { type: 'session.created', says: place });
	});
	response.cookie(cookieNamed(config, NAME), token, cookieOptions(config, ABSOLUTE_MS));
}

type SessionParts = Pick<Services, 'db' | 'config' | 'now' | 'runner'>;

/** Signs a browser out. */
export async function closeSession(
	parts: SessionParts,
	sessionId: string,
	response: Response,
): Promise<void> {
	const { db, config } = parts;
	await db.transaction().execute(async (tx) => {
		const closed = await tx
			.deleteFrom('session')
			.where('id_hash', '=', sessionId)
			.returning('account_id')
			.executeTakeFirst();
		if (closed) await recordOwnAct(parts, tx, closed.account_id, { type: 'session.closed' });
	});
	response.clearCookie(cookieNamed(config, NAME), cookieOptions(config));
}

/** Who is there, by one query: role and organisation are those of this very moment. Null: nobody. */
export async function visitorOf(parts: SessionParts, request: Request): Promise<Visitor | null> {
	const { db, config, now } = parts;
	const token = cookieOf(request, cookieNamed(config, NAME));
	if (token === null) return null;
	const at = now();
	const id = hashOf(token);
	const row = await sessionRow(db, id, at);
	if (!row) return null;
	if (at.getTime() - Date.parse(row.last_seen_at) > SEEN_EVERY_MS) {
		await db
			.updateTable('session')
			.set({ last_seen_at: at.toISOString() })
			.where('id_hash', '=', id)
			.execute();
	}
	const passedMfa = row.passed_mfa === 1;
	// Whoever still has to set up a second factor is nobody's member until then: there is nothing they may see or do.
	const mustSetUpMfa = row.requires_mfa === 1 && !passedMfa;
	const member = mustSetUpMfa ? null : memberOf(row, at);
	return { ...personOf(row), sessionId: id, passedMfa, mustSetUpMfa, member };
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof sessionRow>>>;

function sessionRow(db: Queries, id: string, at: Date) {
	return db
		.selectFrom('session')
		.innerJoin('account', 'account.id', 'session.account_id')
		.leftJoin('member', 'member.account_id', 'account.id')
		.leftJoin('organisation', 'organisation.id', 'member.organisation_id')
		.leftJoin('subscription', 'subscription.id', 'organisation.subscription_id')
		.select([
			'account.id as account_id',
			'account.name as account_name',
			'account.email',
			'account.email_verified_at',
			'account.password_hash',
			'session.passed_mfa',
			'organisation.requires_mfa',
			'session.last_seen_at',
			'session.tenant_id',
			'member.role',
			'organisation.id as organisation_id',
			'organisation.name as organisation_name',
			'organisation.domain',
			'organisation.wizard_step',
			'organisation.trial_ends_at',
			'organisation.requires_approval',
			...PLAN_COLUMNS,
		])
		.where('session.id_hash', '=', id)
		.where('session.expires_at', '>', at.toISOString())
		.where('session.last_seen_at', '>', liveSince(at))
		.executeTakeFirst();
}

const personOf = (row: SessionRow) => ({
	accountId: row.account_id,
	name: row.account_name,
	email: row.email,
	isVerified: row.email_verified_at !== null,
	hasPassword: row.password_hash !== null,
});

function memberOf(row: SessionRow, at: Date): Visitor['member'] {
	const role = roleOf(row.role ?? '');
	if (role === null || row.organisation_id === null) return null;
	const entitlement = entitlementFrom(row, at);
	return {
		accountId: row.account_id,
		role,
		organisation: {
			id: row.organisation_id,
			name: row.organisation_name ?? '',
			domain: row.domain ?? '',
			wizardStep: row.wizard_step ?? 'done',
			trialEndsAt: row.trial_ends_at ?? '',
			requiresMfa: row.requires_mfa === 1,
			requiresApproval: row.requires_approval === 1,
		},
		...{ entitlement, isReadOnly: entitlement.mode === 'readOnly' },
		chosenTenantId: row.tenant_id,
	};
}
