import { rulesOf } from '../automations/rules';
import { currentSubscription } from '../billing/current';
import { invoicesIn } from '../billing/invoices/invoices';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { SubscriptionRow } from '../database/billing-schema';
import { deletionOf } from '../deletion/deletion';
import type { Services } from '../services';
import { pricesOf, type Prices } from '../licences/prices';
import { sharedViewsIn } from '../saved-views/saved-views';
import { templatesIn } from '../templates/templates';
import type { CellValue } from './tables';

/** What is set for an organisation and its tenants. Of a connection: that there is one, and nothing that opens it. */
export async function settingsOf({ db, runner }: Services, organisationId: string) {
	const organisation = await db
		.selectFrom('organisation')
		.select(['id', 'name', 'domain', 'created_at', 'trial_ends_at', 'requires_mfa'])
		.select('requires_approval')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const [tenants, audit, deletedAt, templates, rules, views, plan, prices] = await Promise.all([
		tenantsOf(db, organisationId),
		runner.audit.of(organisationId).settings(),
		deletionOf(db, organisationId),
		templatesIn(db, organisationId),
		rulesOf(db, organisationId),
		sharedViewsIn(db, organisationId),
		currentSubscription(db, organisationId),
		pricesOf(db, organisationId),
	]);
	return {
		id: organisation.id,
		name: organisation.name,
		domain: organisation.domain,
		foundedAt: organisation.created_at,
		trialEndsAt: organisation.trial_ends_at,
		plan: plan && planOf(plan),
		secondFactorRequired: organisation.requires_mfa === 1,
		secondPersonRequired: organisation.requires_approval === 1,
		templates: templates.map(({ name, version, isFirst, values }) => ({
			...{ name, version, isFirst, values },
		})),
		// Where they go by host only: an address opens what is there.
		automations: rules.map(({ name, trigger, tenantId, shape, host, headerNames, isOn }) => ({
			...{ name, trigger, tenantId, destination: shape, host, headerNames, isOn },
		})),
		savedViews: views,
		licencePrices: licencePricesOf(prices),
		deletionDueAt: deletedAt,
		audit,
		tenants: tenants.map(tenantPart),
	};
}

/** Of one licence a month, in hundredths of the currency. */
const licencePricesOf = ({ currency, of }: Prices) => ({
	...{ currency, hundredths: Object.fromEntries(of) },
});

const tenantPart = ({ tenantId, name, domain, group, simulated, connectionId }: Tenant) => ({
	...{ tenantId, name, domain, simulated, isConnected: connectionId !== null },
	people: group === null ? 'everybody' : `the security group ${group}`,
});

const planOf = ({ plan, period, status, paid_until, cancel_at }: SubscriptionRow) => ({
	...{ plan, period, status, paidUntil: paid_until, isCancelled: cancel_at !== null },
});

export const MEMBERS = ['Name', 'Address', 'Role', 'Joined (UTC)', 'Address confirmed', 'Two-step'];

/** Everybody who belongs to it. */
export async function membersOf({ db }: Services, organisationId: string): Promise<CellValue[][]> {
	const rows = await db
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.leftJoin('second_factor', (join) =>
			join
				.onRef('second_factor.account_id', '=', 'account.id')
				.on('second_factor.state', '=', 'active'),
		)
		.select(['account.name', 'account.email', 'account.email_verified_at'])
		.select(['member.role', 'member.joined_at', 'second_factor.state'])
		.where('member.organisation_id', '=', organisationId)
		.orderBy('member.joined_at')
		.orderBy('account.id')
		.execute();
	return rows.map((row) => [
		...[row.name, row.email, row.role, row.joined_at],
		...[row.email_verified_at !== null, row.state !== null],
	]);
}

export const INVITATIONS = ['Address', 'Role', 'State', 'Sent (UTC)', 'Ends (UTC)', 'Invited by'];

/** Everybody who was asked to join. What a link needs is not kept, and its hash is nobody's business. */
export async function invitationsOf(
	{ db }: Services,
	organisationId: string,
): Promise<CellValue[][]> {
	const rows = await db
		.selectFrom('invitation')
		.leftJoin('account', 'account.id', 'invitation.invited_by')
		.select(['invitation.email', 'role', 'status', 'invitation.created_at', 'expires_at'])
		.select('account.name as by')
		.where('organisation_id', '=', organisationId)
		.orderBy('invitation.created_at')
		.orderBy('invitation.id')
		.execute();
	return rows.map((row) => [
		...[row.email, row.role, row.status, row.created_at, row.expires_at, row.by],
	]);
}

export const COVERED = ['Tenant', 'Object id', 'Rehearsal', 'Since (UTC)'];

export const INVOICES = [
	'Number',
	'Date (UTC)',
	'State',
	'Total (cents)',
	'Tax (cents)',
	'Paid (UTC)',
];

/** Every invoice of the plan, as it was last read. */
export async function invoicesOf({ db }: Services, organisationId: string): Promise<CellValue[][]> {
	const invoices = await invoicesIn(db, organisationId);
	return invoices.map(({ number, createdAt, status, paidAt, row }) => [
		...[number, createdAt, status, row.total, row.tax, paidAt],
	]);
}

/** Whom the trial or plan covers. */
export async function coveredOf({ db }: Services, organisationId: string): Promise<CellValue[][]> {
	const rows = await db
		.selectFrom('covered_employee')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.orderBy('covered_at')
		.orderBy('employee_id')
		.execute();
	return rows.map((row) => [row.tenant_id, row.employee_id, row.simulated === 1, row.covered_at]);
}
