import type { Member } from '../../accounts/visitor';
import { recordNow } from '../../audit/acts';
import type { SubscriptionRow } from '../../database/billing-schema';
import { HttpError } from '../../http/http-error';
import type { Services } from '../../services';
import { currentSubscription, runs } from '../current';
import { isSameChoice, whenOf, type Choice } from '../entitlement/plans';
import { refreshSoon } from '../mirror/refresh';
import { stripeFor } from '../owner-only';
import { stripeTrouble } from '../stripe/asked';
import { changeLater, changeNow, chargeOf, type Charge } from './plan-change';

/** So long somebody may look at a price before it is counted anew. */
const STANDS_S = 15 * 60;

const UNDONE = 'Nothing was charged, and the plan is as it was.';

/** A change before it is made. */
export interface WantedChange {
	readonly subscription: SubscriptionRow;
	readonly to: Choice;
	/** What is taken now; null for a change at the end of the period. */
	readonly charge: Charge | null;
}

/**
 * What a change would mean.
 *
 * @param shownAt the moment a price was shown for; the same is counted for again as long as it stands
 * @returns null where it is so already, or planned: pressed twice, or by another Owner
 * @throws HttpError 409 where there is no plan to change
 */
export async function wantedChange(
	services: Services,
	member: Member,
	to: Choice,
	shownAt: number | null,
): Promise<WantedChange | null> {
	const stripe = stripeFor(services, member);
	const { id } = member.organisation;
	await refreshSoon(services, id).catch((error: unknown) => {
		throw stripeTrouble(error, UNDONE);
	});
	const subscription = await currentSubscription(services.db, id);
	if (!runs(subscription))
		throw new HttpError(409, 'There is no plan to change. Choose one first.');
	if (isSameChoice(subscription, to) || isPlanned(subscription, to)) return null;
	if (subscription.status === 'past_due') {
		throw new HttpError(409, 'Pay the open invoice first; then the plan can be changed.');
	}
	if (whenOf(subscription, to) === 'later') return { subscription, to, charge: null };
	const at = momentOf(services, subscription, shownAt);
	const charge = await chargeOf(stripe, subscription, to, at).catch((error: unknown) => {
		throw stripeTrouble(error, UNDONE);
	});
	return { subscription, to, charge };
}

const isPlanned = (
	{ next_plan, next_period }: SubscriptionRow,
	{ plan, period }: Choice,
): boolean => next_plan === plan && next_period === period;

/** Inside the period that runs, by Stripe's clock where that is ahead of ours. */
function momentOf(
	{ now }: Services,
	{ period_start, period_end }: SubscriptionRow,
	shownAt: number | null,
): number {
	const [start, end] = [Date.parse(period_start) / 1000, Date.parse(period_end) / 1000];
	const at = Math.min(Math.max(Math.floor(now().getTime() / 1000), start), end);
	const stands = shownAt !== null && shownAt >= start && Math.abs(at - shownAt) <= STANDS_S;
	return stands && shownAt <= at ? shownAt : at;
}

/** What was planned or cancelled is taken back first, and may be taken back although the change itself did not go. */
const undoneOf = ({ schedule_id, cancel_at }: SubscriptionRow): string =>
	schedule_id === null && cancel_at === null
		? UNDONE
		: 'Nothing was charged. Look at Billing whether what was planned before still is.';

/** What came of a change: made, or not because it would cost something else than was shown. */
export type Changed = 'now' | 'later' | 'otherPrice';

/**
 * Makes a change that somebody agreed to.
 *
 * @param cents what they were shown: not a cent more is taken
 */
export async function makeChange(
	services: Services,
	member: Member,
	{ subscription, to, charge }: WantedChange,
	cents: number,
): Promise<Changed> {
	const stripe = stripeFor(services, member);
	const { plan, period } = to;
	if (charge !== null && charge.cents !== cents) return 'otherPrice';
	try {
		if (charge === null) {
			const facts = { plan, period, at: subscription.period_end };
			await recordNow(services, member, { type: 'billing.changePlanned', facts });
			await changeLater(stripe, subscription, to);
		} else {
			// No sum: everybody of the organisation reads the log, and money is the Owners'.
			const facts = { plan, period };
			await recordNow(services, member, { type: 'billing.changeAsked', facts });
			await changeNow(stripe, subscription, to, charge.prorationDate);
		}
	} catch (error) {
		throw stripeTrouble(error, undoneOf(subscription), true);
	}
	await refreshSoon(services, member.organisation.id).catch(() => undefined);
	return charge === null ? 'later' : 'now';
}
