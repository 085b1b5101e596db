import type { Request, Response } from 'express';
import { recordOwnAct } from '../audit/acts';
import { isSecure, type PortalConfig } from '../config';
import type { Queries } from '../database/schema';
import type { Services } from '../services';
import { roleOf } from '../team/roles';
import { hashOf, newToken } from './secret-token';
import type { Visitor } from './visitor';

const IDLE_MS = 12 * 3_600_000;
const ABSOLUTE_MS = 7 * 24 * 3_600_000;
/** Written at most so often: a page has several requests. */
const SEEN_EVERY_MS = 60_000;

/** `__Host-` keeps a cookie to this host and TLS; browsers refuse that name over plain http. */
const cookieName = (config: PortalConfig): string =>
	isSecure(config) ? '__Host-oiq-session' : 'oiq-session';

/** Signs a browser in: a new session each time, whatever it had before. */
export async function openSession(
	parts: SessionParts,
	accountId: string,
	request: Request,
	response: Response,
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
				...place,
			})
			.execute();
		await recordOwnAct(parts, tx, accountId, { type: 'session.created', says: place });
	});
	response.cookie(cookieName(config), token, cookieOptions(config));
}

type SessionParts = Pick<Services, 'db' | 'config' | 'now' | 'runner'>;

// Lax, not strict: Microsoft and Stripe lead back to us.
const cookieOptions = (config: PortalConfig) => ({
	httpOnly: true,
	sameSite: 'lax' as const,
	secure: isSecure(config),
	path: '/',
	maxAge: ABSOLUTE_MS,
});

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
	const { maxAge: _, ...options } = cookieOptions(config);
	response.clearCookie(cookieName(config), options);
}

/** Who is there, by one query: role and organisation are those of this very moment. Null: nobody. */
export async function visitorOf(parts: SessionParts, request: Request): Promise<Visitor | null> {
	const { db, config, now } = parts;
	const token = cookieOf(request, cookieName(config));
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
	return { ...personOf(row), sessionId: id, member: memberOf(row) };
}

type SessionRow = NonNullable<Awaited<ReturnType<typeof sessionRow>>>;

function sessionRow(db: Queries, id: string, at: Date) {
	return db
		.selectFrom('session')
		.innerJoin('account', 'account.id', 'session.account_id')
		.leftJoin('member', 'member.account_id', 'account.id')
		.leftJoin('organisation', 'organisation.id', 'member.organisation_id')
		.select([
			'account.id as account_id',
			'account.name as account_name',
			'account.email',
			'account.email_verified_at',
			'session.last_seen_at',
			'session.tenant_id',
			'member.role',
			'organisation.id as organisation_id',
			'organisation.name as organisation_name',
			'organisation.domain',
			'organisation.wizard_step',
			'organisation.trial_ends_at',
		])
		.where('session.id_hash', '=', id)
		.where('session.expires_at', '>', at.toISOString())
		.where('session.last_seen_at', '>', new Date(at.getTime() - IDLE_MS).toISOString())
		.executeTakeFirst();
}

const personOf = (row: SessionRow) => ({
	accountId: row.account_id,
	name: row.account_name,
	email: row.email,
	isVerified: row.email_verified_at !== null,
});

function memberOf(row: SessionRow): Visitor['member'] {
	const role = roleOf(row.role ?? '');
	if (role === null || row.organisation_id === null) return null;
	return {
		accountId: row.account_id,
		role,
		organisation: {
			id: row.organisation_id,
			name: row.organisation_name ?? '',
			domain: row.domain ?? '',
			wizardStep: row.wizard_step ?? 'done',
			trialEndsAt: row.trial_ends_at ?? '',
		},
		chosenTenantId: row.tenant_id,
	};
}

function cookieOf(request: Request, name: string): string | null {
	for (const part of (request.get('cookie') ?? '').split(';')) {
		const [key, value] = part.trim().split('=', 2);
		if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
	}
	return null;
}
