import type { Schedule } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';

/** Says that somebody is told of a schedule. @returns false where they were told before, for the same time */
export async function isFirstNotice(
	tx: Queries,
	organisationId: string,
	{
		id,
		dueAt,
		kind,
		at,
	}: { readonly id: string; readonly dueAt: string; readonly kind: string; readonly at: Date },
): Promise<boolean> {
	const first = await tx
		.insertInto('schedule_notice')
		.values({
			...{ schedule_id: id, kind, due_at: dueAt, organisation_id: organisationId },
			told_at: at.toISOString(),
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('schedule_id')
		.executeTakeFirst();
	return first !== undefined;
}

/**
 * The addresses of whoever asked for a schedule, as long as they are a member, and of Owners and Admins where wanted or
 * where that is nobody any more.
 */
export async function recipientsOf(
	tx: Queries,
	organisationId: string,
	{ requestedBy }: Pick<Schedule, 'requestedBy'>,
	withAdmins: boolean,
): Promise<readonly string[]> {
	const rows = await tx
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select(['account.email', 'member.role'])
		.where('member.organisation_id', '=', organisationId)
		.execute();
	const asked = /<([^<>]+)>\s*$/.exec(requestedBy ?? '')?.[1]?.toLowerCase();
	const own = rows.filter(({ email }) => email.toLowerCase() === asked);
	const admins = rows.filter(({ role }) => role === 'owner' || role === 'admin');
	const all = withAdmins || own.length === 0 ? [...own, ...admins] : own;
	return [...new Set(all.map(({ email }) => email))];
}

/** Whose tenant a schedule is in; null for one that no organisation has. */
export async function tenantOfSchedule(
	db: Queries,
	{ tenantId }: Pick<Schedule, 'tenantId'>,
): Promise<Tenant | null> {
	const row = await db
		.selectFrom('tenant')
		.select('organisation_id')
		.where('tenant_id', '=', tenantId)
		.executeTakeFirst();
	if (!row) return null;
	const tenants = await tenantsOf(db, row.organisation_id);
	return tenants.find((one) => one.tenantId.toLowerCase() === tenantId) ?? null;
}

/** A name in a mail is one line. */
export const oneLine = (name: string): string => name.replace(/[\s\p{Cc}]+/gu, ' ').trim();
