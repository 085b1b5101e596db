/** What can be bought, smallest first. */
export const PLAN_NAMES = ['starter', 'business', 'msp'] as const;
export type Plan = (typeof PLAN_NAMES)[number];

/** How often it is paid. */
export const PERIODS = ['month', 'year'] as const;
export type Period = (typeof PERIODS)[number];

/** A plan, its limits, and what it costs. */
export interface PlanFacts {
	readonly name: string;
	/** Null: no limit. */
	readonly employees: number | null;
	readonly tenants: number;
	/** US cents a period. */
	readonly cents: Readonly<Record<Period, number>>;
}

/** The one price list. What Stripe charges is set up from it, and what pages say is read from it. */
export const PLANS: Readonly<Record<Plan, PlanFacts>> = {
	starter: { name: 'Starter', employees: 50, tenants: 1, cents: { month: 4_900, year: 49_000 } },
	business: {
		...{ name: 'Business', employees: 200, tenants: 1 },
		cents: { month: 14_900, year: 149_000 },
	},
	msp: { name: 'MSP', employees: null, tenants: 10, cents: { month: 39_900, year: 399_000 } },
};

/** A plan and how often it is paid. */
export interface Choice {
	readonly plan: Plan;
	readonly period: Period;
}

export const CHOICES: readonly Choice[] = PLAN_NAMES.flatMap((plan) => [
	{ plan, period: 'month' } as const,
	{ plan, period: 'year' } as const,
]);

/** How the price of a choice is called at Stripe, whatever id it has there. */
export const lookupKey = ({ plan, period }: Choice): string => `${plan}_${period}`;

/** The choice that a price is for; null for prices that are not of this list. */
export const choiceOf = (key: string | null): Choice | null =>
	CHOICES.find((choice) => lookupKey(choice) === key) ?? null;

/** “Business, monthly”. */
export const choiceWords = ({ plan, period }: Choice): string =>
	`${PLANS[plan].name}, ${period === 'month' ? 'monthly' : 'yearly'}`;

export const isSameChoice = (one: Choice, other: Choice): boolean =>
	one.plan === other.plan && one.period === other.period;

/**
 * When a change takes effect: more of anything at once, less at the end of what is paid. From a year to months is less,
 * whatever the plan: the year is paid.
 */
export function whenOf(from: Choice, to: Choice): 'now' | 'later' {
	if (from.period === 'year' && to.period === 'month') return 'later';
	const up = PLAN_NAMES.indexOf(to.plan) - PLAN_NAMES.indexOf(from.plan);
	return up >= 0 ? 'now' : 'later';
}
