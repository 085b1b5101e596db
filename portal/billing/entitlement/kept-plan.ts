import type { Queries } from '../../database/schema';
import { entitlementOf, type Entitlement, type PlanStatus } from './entitlement';
import { PLAN_NAMES, type Plan } from './plans';

/** What rows say of an organisation's trial and plan. The plan's columns are null where there is none. */
export interface KeptPlan {
	readonly trial_ends_at: string | null;
	readonly plan: string | null;
	readonly plan_status: string | null;
	readonly plan_cancels: number | null;
	readonly plan_paid_until: string | null;
	readonly plan_next: string | null;
	readonly plan_next_at: string | null;
}

/** What an organisation is entitled to, by its rows. */
export function entitlementFrom(row: KeptPlan, now: Date): Entitlement {
	const plan = planAt(row, now);
	const status = planStatus(row.plan_status ?? '', row.plan_cancels === 1);
	return entitlementOf(plan, status, row.plan_paid_until ?? '', row.trial_ends_at ?? '', now);
}

/** From its day on a smaller plan counts, whether the news of it was late or not. */
function planAt({ plan, plan_next, plan_next_at }: KeptPlan, now: Date): Plan | null {
	const [kept, next] = [plan, plan_next].map((name) => PLAN_NAMES.findIndex((one) => one === name));
	const hasBegun = plan_next_at !== null && Date.parse(plan_next_at) <= now.getTime();
	const at = kept ?? -1;
	const begun = hasBegun && next !== undefined && next >= 0 ? Math.min(at, next) : at;
	return PLAN_NAMES[begun] ?? null;
}

/** What Stripe calls it, in four words. */
export function planStatus(status: string, cancels: boolean): PlanStatus {
	if (status === 'past_due') return 'pastDue';
	if (status === 'active' || status === 'trialing') return cancels ? 'ending' : 'active';
	return 'ended';
}

/** The same for an organisation by its id. */
export async function entitlementIn(
	db: Queries,
	organisationId: string,
	now: Date,
): Promise<Entitlement> {
	const row = await db
		.selectFrom('organisation')
		.leftJoin('subscription', 'subscription.id', 'organisation.subscription_id')
		.select(['organisation.trial_ends_at', ...PLAN_COLUMNS])
		.where('organisation.id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return entitlementFrom(row, now);
}

/** What `entitlementFrom` needs of the joined subscription. */
export const PLAN_COLUMNS = [
	'subscription.plan',
	'subscription.status as plan_status',
	'subscription.cancels as plan_cancels',
	'subscription.paid_until as plan_paid_until',
	'subscription.next_plan as plan_next',
	'subscription.next_at as plan_next_at',
] as const;
