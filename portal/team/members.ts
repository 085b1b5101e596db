import { liveSince } from '../accounts/sessions';
import type { Member } from '../accounts/visitor';
import { recordAct, type PortalAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import { HttpError, notFound } from '../http/http-error';
import { dropUnsent } from '../mail/still-member';
import { lockOrganisation } from '../organisations/organisations';
import { deleteViewsOf } from '../saved-views/delete-views';
import type { Services } from '../services';
import { can, mayAssign, roleOf, type Role } from './roles';

/** A member as the team page shows them. */
export interface TeamMember {
	readonly accountId: string;
	readonly name: string;
	readonly email: string;
	readonly role: Role;
	readonly lastSeenAt: string | null;
	readonly sessions: number;
	/** Whether a second factor is set up. */
	readonly hasMfa: boolean;
	/** Why this member's role can't be changed by whoever looks, or null. */
	readonly fixed: string | null;
}

/** Everybody of an organisation by name. */
export async function teamOf({ db, now }: Services, member: Member): Promise<TeamMember[]> {
	const rows = await db
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.leftJoin('session', (join) =>
			join
				.onRef('session.account_id', '=', 'account.id')
				.on('session.expires_at', '>', now().toISOString())
				.on('session.last_seen_at', '>', liveSince(now())),
		)
		.leftJoin('second_factor', (join) =>
			join
				.onRef('second_factor.account_id', '=', 'account.id')
				.on('second_factor.state', '=', 'active'),
		)
		.select((row) => [
			'account.id',
			'account.name',
			'account.email',
			'member.role',
			row.fn.max('session.last_seen_at').as('last_seen_at'),
			row.fn.count('session.id_hash').as('sessions'),
			row.fn.max('second_factor.state').as('mfa'),
		])
		.where('member.organisation_id', '=', member.organisation.id)
		.groupBy(['account.id', 'account.name', 'account.email', 'member.role'])
		.execute();
	const owners = rows.filter(({ role }) => role === 'owner').length;
	return rows
		.map((row) => {
			const role = roleOf(row.role) ?? 'viewer';
			return {
				...{ accountId: row.id, name: row.name, email: row.email, role },
				...{ lastSeenAt: row.last_seen_at ?? null, sessions: Number(row.sessions) },
				hasMfa: row.mfa !== null,
				fixed: whyFixed(member, { accountId: row.id, role }, owners),
			};
		})
		.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

function whyFixed(
	by: Member,
	{ accountId, role }: { accountId: string; role: Role },
	owners: number,
): string | null {
	if (!can(by.role, 'team:manage')) return '';
	if (role === 'owner' && owners === 1) return 'The last one, can’t change';
	if (!mayAssign(by.role, role)) return 'Only an Owner can change it';
	if (accountId === by.accountId && by.role !== 'owner') return 'Somebody else can change it';
	return null;
}

/** Changes a role. It counts at the next request of that person. @throws HttpError where it may not be */
export async function changeRole(
	services: Services,
	by: Member,
	accountId: string,
	role: Role,
): Promise<void> {
	await changing(services, by, accountId, async (tx, before) => {
		if (!mayAssign(by.role, before) || !mayAssign(by.role, role)) throw ownersOnly();
		if (accountId === by.accountId && by.role !== 'owner') {
			throw new HttpError(403, 'Nobody changes their own role. Ask an Owner or another Admin.');
		}
		await tx
			.updateTable('member')
			.set({ role })
			.where('organisation_id', '=', by.organisation.id)
			.where('account_id', '=', accountId)
			.execute();
		return { type: 'member.roleChanged', facts: { before, role } };
	});
}

/** Takes somebody out: signed out everywhere, their invitations revoked. @throws HttpError where it may not be */
export async function removeMember(
	services: Services,
	by: Member,
	accountId: string,
): Promise<void> {
	await changing(services, by, accountId, async (tx, before) => {
		if (!mayAssign(by.role, before)) throw ownersOnly();
		await tx
			.deleteFrom('member')
			.where('organisation_id', '=', by.organisation.id)
			.where('account_id', '=', accountId)
			.execute();
		await tx.deleteFrom('session').where('account_id', '=', accountId).execute();
		await deleteViewsOf(tx, accountId);
		await dropUnsent(tx, by.organisation.id, accountId);
		await tx
			.updateTable('invitation')
			.set({ status: 'revoked' })
			.where('organisation_id', '=', by.organisation.id)
			.where('invited_by', '=', accountId)
			.where('status', '=', 'pending')
			.execute();
		return { type: 'member.removed', facts: { role: before } };
	});
}

const ownersOnly = (): HttpError => new HttpError(403, 'Only an Owner can change Owners.');

type Change = Pick<PortalAct, 'type' | 'facts'>;

/** One change at a time in each organisation; an Owner is left after it, and it is in the log. */
async function changing(
	services: Services,
	by: Member,
	accountId: string,
	change: (tx: Queries, before: Role) => Promise<Change>,
): Promise<void> {
	if (!can(by.role, 'team:manage')) throw new HttpError(403, 'Your role does not allow this.');
	await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, by.organisation.id);
		const row = await tx
			.selectFrom('member')
			.select('role')
			.where('organisation_id', '=', by.organisation.id)
			.where('account_id', '=', accountId)
			.executeTakeFirst();
		const before = roleOf(row?.role ?? '');
		if (before === null) throw notFound();
		const changed = await change(tx, before);
		const owner = await tx
			.selectFrom('member')
			.select('account_id')
			.where('organisation_id', '=', by.organisation.id)
			.where('role', '=', 'owner')
			.limit(1)
			.executeTakeFirst();
		if (!owner)
			throw new HttpError(409, 'An organisation needs an Owner. Make somebody else one first.');
		const act = { ...changed, by: by.accountId, to: { account: accountId } };
		await recordAct(services, tx, by.organisation.id, act);
	});
}
