import { randomUUID } from 'node:crypto';
import { parseEmail, type EmailAddress } from '../accounts/email-address';
import { hashOf, newToken } from '../accounts/secret-token';
import type { Member, Visitor } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import type { FieldError } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import { post } from '../mail/outbox';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { invitationMail } from './invitation-mail';
import { mayAssign, ROLE_WORDS, roleOf, type Role } from './roles';

const DAYS = 7;
const MOST_AT_ONCE = 25;

/** An invitation that has not been answered, as the team page shows it. */
export interface OpenInvitation {
	readonly id: string;
	readonly email: string;
	readonly role: Role;
	readonly createdAt: string;
	readonly expiresAt: string;
	readonly isExpired: boolean;
}

/** Invites everybody on a list of addresses, or nobody when one of them can't be. */
export async function inviteAll(
	services: Services,
	visitor: Visitor,
	member: Member,
	typed: Readonly<Record<string, string>>,
): Promise<{ readonly errors: readonly FieldError[] }> {
	const role = roleOf(typed.role ?? '');
	if (role === null) return { errors: [{ field: 'role', says: 'Choose a role.' }] };
	if (!mayAssign(member.role, role)) throw new HttpError(403, 'Only an Owner can invite Owners.');
	if (!visitor.isVerified) {
		const says = 'Confirm your own address first: the link is in your mailbox.';
		return { errors: [{ field: 'emails', says }] };
	}
	const texts = (typed.emails ?? '').split(/[\s,;]+/).filter((text) => text !== '');
	const says = refusal(texts, member);
	if (says !== null) return { errors: [{ field: 'emails', says }] };
	const emails = texts.map(parseEmail).filter((email) => email !== null);
	const { db, now } = services;
	await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, member.organisation.id);
		for (const email of emails)
			await invite(services, tx, { visitor, member, role, email, at: now() });
	});
	return { errors: [] };
}

/** The first thing wrong with a list of addresses, in words; null when all of them may be invited. */
function refusal(texts: readonly string[], { organisation }: Member): string | null {
	if (texts.length === 0) return 'Enter at least one address.';
	if (texts.length > MOST_AT_ONCE) return `At most ${MOST_AT_ONCE} addresses at once.`;
	for (const text of texts) {
		const email = parseEmail(text);
		if (email === null) return `${text.slice(0, 100)} is no mail address.`;
		if (email.domain !== organisation.domain) {
			return `${email.address} is not at ${organisation.domain}. Invites are locked to that domain.`;
		}
	}
	return null;
}

interface Invite {
	readonly visitor: Visitor;
	readonly member: Member;
	readonly role: Role;
	readonly email: EmailAddress;
	readonly at: Date;
}

async function invite(services: Services, tx: Queries, wanted: Invite): Promise<void> {
	const { config } = services;
	const { visitor, member, role, email, at } = wanted;
	const organisationId = member.organisation.id;
	if (await isMember(tx, organisationId, email.key)) return;
	// A second invitation of the same person takes the place of the first.
	await tx
		.updateTable('invitation')
		.set({ status: 'revoked' })
		.where('organisation_id', '=', organisationId)
		.where('email_key', '=', email.key)
		.where('status', '=', 'pending')
		.execute();
	const { token, hash } = newToken();
	const id = randomUUID();
	await tx
		.insertInto('invitation')
		.values({
			id,
			organisation_id: organisationId,
			email: email.address,
			email_key: email.key,
			role,
			status: 'pending',
			token_hash: hash,
			invited_by: visitor.accountId,
			created_at: at.toISOString(),
			expires_at: expiry(at),
		})
		.execute();
	const words = { by: visitor.name, organisation: member.organisation.name };
	await post(tx, invitationMail(config, email.address, token, words), at);
	await recordAct(services, tx, organisationId, {
		...{ type: 'invitation.sent', by: visitor.accountId, facts: { invitation: id, role } },
		...{ to: { invitation: id }, says: { email: email.address } },
	});
}

const expiry = (at: Date): string => new Date(at.getTime() + DAYS * 24 * 3_600_000).toISOString();

async function isMember(tx: Queries, organisationId: string, emailKey: string): Promise<boolean> {
	const found = await tx
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select('account.id')
		.where('member.organisation_id', '=', organisationId)
		.where('account.email_key', '=', emailKey)
		.executeTakeFirst();
	return found !== undefined;
}

/** Those of an organisation that were not answered, the newest first. */
export async function openInvitations(
	{ db, now }: Services,
	{ organisation }: Member,
): Promise<OpenInvitation[]> {
	const at = now().toISOString();
	const rows = await db
		.selectFrom('invitation')
		.select(['id', 'email', 'role', 'created_at', 'expires_at'])
		.where('organisation_id', '=', organisation.id)
		.where('status', '=', 'pending')
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map(({ id, email, role, created_at, expires_at }) => ({
		...{ id, email, role: roleOf(role) ?? 'viewer', createdAt: created_at },
		...{ expiresAt: expires_at, isExpired: expires_at <= at },
	}));
}

/** Takes an invitation back: its link works no more. */
export async function revokeInvitation(
	services: Services,
	{ accountId, organisation }: Member,
	id: string,
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		const revoked = await tx
			.updateTable('invitation')
			.set({ status: 'revoked' })
			.where('id', '=', id)
			.where('organisation_id', '=', organisation.id)
			.where('status', '=', 'pending')
			.returning('email')
			.executeTakeFirst();
		if (!revoked) throw notFound();
		await recordAct(services, tx, organisation.id, {
			...{ type: 'invitation.revoked', by: accountId, facts: { invitation: id } },
			...{ to: { invitation: id }, says: { email: revoked.email } },
		});
	});
}

/** An invitation by its link; null when it was answered, revoked, or is too old. */
export async function invitationBy(services: Services, token: string) {
	const row = await services.db
		.selectFrom('invitation')
		.innerJoin('organisation', 'organisation.id', 'invitation.organisation_id')
		.select([
			'invitation.id',
			'invitation.email',
			'invitation.email_key',
			'invitation.role',
			'organisation.id as organisation_id',
			'organisation.name as organisation_name',
		])
		.where('invitation.token_hash', '=', hashOf(token))
		.where('invitation.status', '=', 'pending')
		.where('invitation.expires_at', '>', services.now().toISOString())
		.executeTakeFirst();
	if (!row) return null;
	return { ...row, roleName: ROLE_WORDS[roleOf(row.role) ?? 'viewer'].name };
}
