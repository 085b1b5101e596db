import { tenantsOf, type Tenant } from '../connection/tenants';
import type { ApprovalRow } from '../database/approval-schema';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Services } from '../services';
import { can } from '../team/roles';
import { approvalOf, type Approval } from './approval-record';
import { emailKeyOf } from './approvers';
import { Identities } from './same-person';

/** A request of an organisation, and the tenant that it is about. */
export interface OwnApproval {
	readonly approval: Approval;
	readonly tenant: Tenant;
}

const SHOWN = 100;

/** What waits first, the oldest of it first; then what was decided, the newest first. */
export async function approvalsOf(
	services: Services,
	call: Pick<MemberCall, 'member'>,
): Promise<{ readonly waiting: OwnApproval[]; readonly over: OwnApproval[] }> {
	const over = await ofOrganisation(services, call)
		.where('state', '!=', 'waiting')
		.orderBy('asked_at', 'desc')
		.limit(SHOWN)
		.execute();
	const waiting = await waitingOf(services, call);
	return { waiting, over: await withTenants(services, call, over) };
}

/** What waits, the oldest of it first. */
export async function waitingOf(
	services: Services,
	call: Pick<MemberCall, 'member'>,
): Promise<OwnApproval[]> {
	const rows = await ofOrganisation(services, call)
		.where('state', '=', 'waiting')
		.orderBy('asked_at')
		.execute();
	return await withTenants(services, call, rows);
}

const ofOrganisation = ({ db }: Services, { member }: Pick<MemberCall, 'member'>) =>
	db.selectFrom('approval').selectAll().where('organisation_id', '=', member.organisation.id);

async function withTenants(
	{ db }: Services,
	{ member }: Pick<MemberCall, 'member'>,
	rows: readonly ApprovalRow[],
): Promise<OwnApproval[]> {
	// Asked by every page of everybody, and most of the time there is none.
	if (rows.length === 0) return [];
	const tenants = await tenantsOf(db, member.organisation.id);
	return rows.flatMap((row) => {
		const tenant = tenants.find(({ tenantId }) => tenantId === row.tenant_id);
		return tenant ? [{ approval: approvalOf(row), tenant }] : [];
	});
}

/** One of them. @throws HttpError 404 for every other */
export async function oneApproval(
	{ db }: Services,
	{ member }: MemberCall,
	id: string,
): Promise<OwnApproval> {
	const row = await db
		.selectFrom('approval')
		.selectAll()
		.where('id', '=', id)
		.where('organisation_id', '=', member.organisation.id)
		.executeTakeFirst();
	const tenants = await tenantsOf(db, member.organisation.id);
	const tenant = tenants.find(({ tenantId }) => tenantId === row?.tenant_id);
	if (!row || !tenant) throw notFound();
	return { approval: approvalOf(row), tenant };
}

/**
 * Why somebody may not approve a request, in words; null: they may.
 *
 * @param identities for several requests at once
 */
export async function whyNot(
	services: Services,
	{ visitor, member }: Pick<MemberCall, 'visitor' | 'member'>,
	{ approval, tenant }: OwnApproval,
	identities = new Identities(services),
): Promise<string | null> {
	if (!can(member.role, 'offboardings:approve')) {
		return 'Your role does not allow it. A Manager, Admin or Owner can approve this.';
	}
	const key = await emailKeyOf(services.db, member.accountId);
	if (member.accountId === approval.askedBy || key === approval.askedEmailKey) {
		return 'You asked for this yourself. Somebody else has to approve it.';
	}
	const { wish, askedBy, organisationId } = approval;
	const asker = { accountId: askedBy, email: wish?.asker.email ?? '' };
	if (wish && (await identities.areOne(organisationId, asker, visitor))) {
		return `You asked for this yourself, as ${asker.email}: the directory has one person for both addresses. Somebody else has to approve it.`;
	}
	const { isOwn, people } = await identities.own(visitor, tenant);
	const own = new Set(people.map(({ id }) => id.toLowerCase()));
	const isAbout = [...(wish?.members ?? []), ...(wish?.addTo?.on ?? [])].some(
		({ user: id, address }) =>
			own.has(id.toLowerCase()) || isOwn({ id, userPrincipalName: address, mail: null }),
	);
	return isAbout ? 'This is about your own account. Somebody else has to approve it.' : null;
}

/** Whether it has waited too long to be approved. */
export const isTooLate = ({ expiresAt }: Approval, now: Date): boolean =>
	expiresAt !== null && expiresAt <= now.toISOString();
