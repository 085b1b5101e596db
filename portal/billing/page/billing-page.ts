import type { MemberCall } from '../../http/call';
import { coverageOf, type Coverage } from '../../organisations/covered';
import { surplusTenants } from '../../organisations/surplus';
import { connectedOf, tenantsOf, type Tenant } from '../../connection/tenants';
import type { SubscriptionRow } from '../../database/billing-schema';
import type { Services } from '../../services';
import { currentSubscription, runs } from '../current';
import { PLANS, type Period } from '../entitlement/plans';
import { invoicesIn } from '../invoices/invoices';
import { refresh } from '../mirror/refresh';
import { day, dollars, price } from '../money';
import { planCards } from './plan-cards';
import { plannedAfter } from './planned-after';
import { standOf } from './stand';

/** What was read so lately is not read again for a page. */
const FRESH_MS = 15_000;
const MOST_WAIT_MS = 4_000;

/** Everything the page about billing shows. */
export async function billingPage(services: Services, call: MemberCall) {
	const { db, stripe, runner, now } = services;
	const { organisation, entitlement } = call.member;
	const isStale = stripe !== null && !(await readLately(services, organisation.id));
	const subscription = await currentSubscription(db, organisation.id);
	const current = runs(subscription) ? subscription : null;
	const tenants = await tenantsOf(db, organisation.id);
	const period = periodOf(call.query('period'), current);
	const monthStart = `${now().toISOString().slice(0, 7)}-01`;
	// The heading says real tenants: a rehearsal is no offboarding.
	const real = tenants.filter(({ simulated }) => !simulated);
	const tenantIds = real.map(({ tenantId }) => tenantId);
	const [coverage, runsThisMonth, planned, invoices] = await Promise.all([
		coverageOf(services, organisation.id, entitlement, tenants, false),
		tenantIds.length === 0
			? new Map<string, number>()
			: runner.runCounts({ tenantIds, dryRun: false, isWhole: true, startedFrom: monthStart }),
		current ? plannedAfter(services, tenants, current.cancel_at ?? current.period_end) : [],
		invoicesIn(db, organisation.id),
	]);
	const use = useOf(coverage, tenants, entitlement.tenantLimit);
	return {
		...{ title: 'Billing', nav: 'billing', period, current, isStale, invoices, use, PLANS },
		...{ isSetUp: stripe !== null, isSimulated: stripe?.mode === 'simulated' },
		// An old address in a history says it too: a plan whose payment failed since is not paid.
		isPaid: current?.status === 'active' && call.query('said') === 'paid',
		...{ deskUrl: stripe?.deskUrl ?? null, planned, day, dollars, price },
		offboardings: [...runsThisMonth.values()].reduce((sum, count) => sum + count, 0),
		stand: standOf(entitlement, subscription, now()),
		cards: planCards(current, period),
		lostTenants: lostAfter(tenants, current),
		foreignPlans: await foreignPlansOf(services, organisation.id),
	};
}

/** The tenants that the plan which comes next does not cover, by name. */
function lostAfter(tenants: readonly Tenant[], current: SubscriptionRow | null): readonly string[] {
	if (current === null || current.next_plan === null) return [];
	return surplusTenants(tenants, PLANS[current.next_plan].tenants).map(({ name }) => name);
}

/** How many subscriptions are paid at Stripe that are for no plan of ours. */
async function foreignPlansOf({ db }: Services, organisationId: string): Promise<number> {
	const row = await db
		.selectFrom('billing_customer')
		.select('foreign_plans')
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	return row?.foreign_plans ?? 0;
}

export interface Use {
	readonly employees: Coverage;
	readonly tenants: Pick<Coverage, 'used' | 'most'>;
}

export const useOf = (employees: Coverage, tenants: readonly Tenant[], limit: number): Use => ({
	employees,
	tenants: {
		used: connectedOf(tenants).filter(({ simulated }) => !simulated).length,
		most: limit,
	},
});

function periodOf(asked: string, current: SubscriptionRow | null): Period {
	if (asked === 'month' || asked === 'year') return asked;
	return current?.period ?? 'month';
}

/** @returns false where Stripe could not be asked: what is shown was read before */
async function readLately(services: Services, organisationId: string): Promise<boolean> {
	const { db, now, log } = services;
	const known = await db
		.selectFrom('billing_customer')
		.select('read_at')
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	if (!known) return true;
	const age = now().getTime() - Date.parse(known.read_at ?? '1970-01-01');
	if (age >= 0 && age < FRESH_MS) return true;
	const read = refresh(services, organisationId).then(
		() => true,
		(error: unknown) => {
			log.warn({ err: error }, 'Stripe could not be asked for a page');
			return false;
		},
	);
	return await Promise.race([read, late()]);
}

const late = (): Promise<boolean> =>
	new Promise((resolve) => setTimeout(() => resolve(false), MOST_WAIT_MS).unref());
