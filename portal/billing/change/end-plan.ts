import type { Member } from '../../accounts/visitor';
import { recordNow } from '../../audit/acts';
import type { Act } from '../../../runner';
import type { SubscriptionRow } from '../../database/billing-schema';
import { HttpError } from '../../http/http-error';
import type { Services } from '../../services';
import { currentSubscription, runs } from '../current';
import { refreshSoon } from '../mirror/refresh';
import { stripeFor } from '../owner-only';
import { stripeTrouble } from '../stripe/asked';
import type { StripeDesk } from '../stripe/stripe-desk';
import { clearTheWay } from './plan-change';

/** Why somebody leaves: Stripe's words, and ours for people. */
export const REASONS = {
	too_expensive: 'It costs too much',
	missing_features: 'Something is missing',
	switched_service: 'We use something else',
	unused: 'We don’t use it',
	too_complex: 'It is too complicated',
	low_quality: 'It does not work well',
	customer_service: 'The help was not good',
	other: 'Something else',
} as const;

export type Reason = keyof typeof REASONS;

/** Lets the plan end with what is paid. What was planned for after it is taken back. */
export async function cancelPlan(
	services: Services,
	member: Member,
	why: { readonly reason: Reason | null; readonly comment: string },
): Promise<void> {
	await act(services, member, async (stripe, subscription) => {
		if (subscription.cancels === 1) return null;
		const details = {
			...(why.reason === null ? {} : { feedback: why.reason }),
			...(why.comment === '' ? {} : { comment: why.comment }),
		};
		return {
			type: 'billing.cancelAsked',
			facts: { at: subscription.period_end },
			do: async () => {
				await clearTheWay(stripe, subscription);
				await stripe.client.subscriptions.update(subscription.id, {
					cancel_at_period_end: true,
					...(Object.keys(details).length === 0 ? {} : { cancellation_details: details }),
				});
			},
		};
	});
}

/** Lets it go on after all. */
export async function resumePlan(services: Services, member: Member): Promise<void> {
	await act(services, member, async (stripe, subscription) =>
		subscription.cancel_at === null
			? null
			: { type: 'billing.resumed', facts: {}, do: () => clearTheWay(stripe, subscription) },
	);
}

/** Takes a planned change back: the plan stays. */
export async function undoChange(services: Services, member: Member): Promise<void> {
	await act(services, member, async ({ client }, { schedule_id, next_plan }) =>
		schedule_id === null || next_plan === null
			? null
			: {
					type: 'billing.changeUndone',
					facts: {},
					do: async () => void (await client.subscriptionSchedules.release(schedule_id)),
				},
	);
}

interface Step {
	readonly type: Act;
	readonly facts: Readonly<Record<string, string>>;
	readonly do: () => Promise<void>;
}

/** Reads how it stands, says in the log what is about to be done, does it, and reads again. */
async function act(
	services: Services,
	member: Member,
	stepOf: (stripe: StripeDesk, subscription: SubscriptionRow) => Promise<Step | null>,
): Promise<void> {
	const stripe = stripeFor(services, member);
	const { id } = member.organisation;
	try {
		await refreshSoon(services, id);
		const subscription = await currentSubscription(services.db, id);
		if (!runs(subscription)) throw new HttpError(409, 'There is no plan any more.');
		const step = await stepOf(stripe, subscription);
		// Done already: pressed twice, or by another Owner.
		if (step === null) return;
		await recordNow(services, member, { type: step.type, facts: step.facts });
		await step.do();
	} catch (error) {
		if (error instanceof HttpError) throw error;
		throw stripeTrouble(error, 'The plan is as it was.', true);
	}
	await refreshSoon(services, id).catch(() => undefined);
}
