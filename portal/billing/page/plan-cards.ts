import type { SubscriptionRow } from '../../database/billing-schema';
import { isSameChoice, PLAN_NAMES, PLANS, type Choice, type Period } from '../entitlement/plans';
import { day, price } from '../money';

/** A plan as the page offers it. */
export interface PlanCard {
	readonly choice: Choice;
	readonly name: string;
	readonly price: string;
	readonly per: 'a month' | 'a year';
	readonly limits: readonly string[];
	readonly isCurrent: boolean;
	readonly tag: string | null;
	/** What is on its button. */
	readonly word: string;
	/** Buy, look at a change, or nothing to press. */
	readonly act: 'buy' | 'change' | 'none';
}

/** The three plans for a period, as they look from the plan that runs; null: none does. */
export const planCards = (current: SubscriptionRow | null, period: Period): readonly PlanCard[] =>
	PLAN_NAMES.map((plan) => {
		const choice = { plan, period };
		const { name, employees, tenants, cents } = PLANS[plan];
		return {
			...{ choice, name, price: price(cents[period]) },
			per: period === 'month' ? 'a month' : 'a year',
			limits: [
				employees === null ? 'Unlimited employees' : `${employees} employees`,
				tenants === 1 ? '1 tenant' : `${tenants} tenants, one switcher`,
				'Everything else included',
			],
			isCurrent: current !== null && isSameChoice(current, choice),
			...signsOf(current, choice),
		};
	});

function signsOf(
	current: SubscriptionRow | null,
	choice: Choice,
): Pick<PlanCard, 'tag' | 'word' | 'act'> {
	const { name } = PLANS[choice.plan];
	if (current === null) return { tag: null, word: `Choose ${name}`, act: 'buy' };
	const until = current.cancel_at ?? current.next_at;
	if (isSameChoice(current, choice)) {
		const tag = until === null ? 'Yours' : `Yours until ${short(until)}`;
		return { tag, word: 'Current plan', act: 'none' };
	}
	if (current.next_plan === choice.plan && current.next_period === choice.period) {
		const at = current.next_at ?? current.period_end;
		return { tag: `From ${short(at)}`, word: `Starts ${short(at)}`, act: 'none' };
	}
	if (current.status === 'past_due')
		return { tag: null, word: 'Pay what is open first', act: 'none' };
	const isPeriodOnly = current.plan === choice.plan;
	const to = isPeriodOnly ? (choice.period === 'year' ? 'yearly' : 'monthly') : name;
	return { tag: isPeriodOnly ? 'Your plan' : null, word: `Change to ${to}`, act: 'change' };
}

/** “3 Dec” is short, “3 December” is for sentences. */
const short = (iso: string): string => day(iso).replace(/ \d{4}$/, '');
