import { TRIAL_EMPLOYEES } from '../../organisations/trial';
import { PLANS, type Plan } from './plans';

/**
 * How a plan stands: paid, paid and not to go on, not paid for a while, or over. What Stripe calls `unpaid`, `paused`
 * and `canceled` is over.
 */
export type PlanStatus = 'active' | 'ending' | 'pastDue' | 'ended';

/** What an organisation may do now, and until when as far as is known. */
export interface Entitlement {
	readonly mode: 'full' | 'readOnly';
	/** Null: no limit. */
	readonly employeeLimit: number | null;
	/** Real tenants; rehearsals are not counted. */
	readonly tenantLimit: number;
	/** What it rests on, or rested on last. */
	readonly by: 'trial' | Plan;
	/** When it ends unless something is done; null: it goes on by itself. ISO 8601 UTC. */
	readonly endsAt: string | null;
}

const DAY_MS = 24 * 3_600_000;
/** So long after a payment that failed everything still works. */
export const GRACE_DAYS = 7;
/** A trial locks nothing: several tenants can be tried. */
const TRIAL_TENANTS = 10;

/**
 * The one rule of what an organisation is entitled to.
 *
 * @param plan what was bought last; null: nothing yet
 * @param periodEnd until when it is paid
 * @param trialEnd of the organisation
 */
export function entitlementOf(
	plan: Plan | null,
	status: PlanStatus,
	periodEnd: string,
	trialEnd: string,
	now: Date,
): Entitlement {
	if (plan === null) return trialOf(trialEnd, now);
	const { employees: employeeLimit, tenants: tenantLimit } = PLANS[plan];
	const endsAt = endOf(status, periodEnd);
	// News of a renewal may be late, and whoever pays is not locked out for it.
	const lastsUntil = endsAt ?? graceAfter(periodEnd);
	const isFull = status !== 'ended' && now.getTime() < Date.parse(lastsUntil);
	if (!isFull && now.getTime() < Date.parse(trialEnd)) return trialOf(trialEnd, now);
	const mode = isFull ? 'full' : 'readOnly';
	return { mode, employeeLimit, tenantLimit, by: plan, endsAt };
}

function endOf(status: PlanStatus, periodEnd: string): string | null {
	if (status === 'active') return null;
	return status === 'pastDue' ? graceAfter(periodEnd) : periodEnd;
}

const graceAfter = (iso: string): string =>
	new Date(Date.parse(iso) + GRACE_DAYS * DAY_MS).toISOString();

const trialOf = (endsAt: string, now: Date): Entitlement => ({
	mode: now.getTime() < Date.parse(endsAt) ? 'full' : 'readOnly',
	...{ employeeLimit: TRIAL_EMPLOYEES, tenantLimit: TRIAL_TENANTS, by: 'trial', endsAt },
});
