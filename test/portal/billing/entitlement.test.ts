import { describe, expect, it } from 'vitest';
import { entitlementOf, type PlanStatus } from '../../../portal/billing/entitlement/entitlement';
import { entitlementFrom, planStatus } from '../../../portal/billing/entitlement/kept-plan';
import { CHOICES, whenOf, type Choice, type Plan } from '../../../portal/billing/entitlement/plans';

const NOW = new Date('2026-12-01T12:00:00.000Z');
const inDays = (days: number): string => new Date(NOW.getTime() + days * 86_400_000).toISOString();

describe('what an organisation is entitled to', () => {
	it.each<[string, Plan | null, PlanStatus, number, number, string]>([
		['a trial', null, 'ended', 0, 3, 'full 10 10 trial'],
		['a trial at its last moment', null, 'ended', 0, 1 / 86_400_000, 'full 10 10 trial'],
		['a trial that has ended', null, 'ended', 0, 0, 'readOnly 10 10 trial'],
		['Starter', 'starter', 'active', 10, -300, 'full 50 1 starter'],
		['Business', 'business', 'active', 10, -300, 'full 200 1 business'],
		['MSP', 'msp', 'active', 10, -300, 'full null 10 msp'],
		['a plan bought in the trial', 'starter', 'active', 30, 9, 'full 50 1 starter'],
		['a renewal that was not told of yet', 'starter', 'active', -3, -300, 'full 50 1 starter'],
		['one that was never told of', 'starter', 'active', -8, -300, 'readOnly 50 1 starter'],
		['a cancelled plan before its end', 'msp', 'ending', 0.001, -300, 'full null 10 msp'],
		['a cancelled plan at its end', 'msp', 'ending', 0, -300, 'readOnly null 10 msp'],
		['a payment that failed', 'business', 'pastDue', 0, -300, 'full 200 1 business'],
		['on the seventh day', 'business', 'pastDue', -6.99, -300, 'full 200 1 business'],
		['after seven days', 'business', 'pastDue', -7, -300, 'readOnly 200 1 business'],
		['a plan that has ended', 'business', 'ended', -1, -300, 'readOnly 200 1 business'],
		[
			'one that ended by a clock that is ahead',
			'business',
			'ended',
			30,
			-300,
			'readOnly 200 1 business',
		],
		['a plan that ended in the trial', 'business', 'ended', -1, 9, 'full 10 10 trial'],
	])('%s', (_, plan, status, periodEnd, trialEnd, expected) => {
		const { mode, employeeLimit, tenantLimit, by } = entitlementOf(
			...([plan, status, inDays(periodEnd), inDays(trialEnd), NOW] as const),
		);
		expect(`${mode} ${employeeLimit} ${tenantLimit} ${by}`).toBe(expected);
	});

	it('names its end only where something ends', () => {
		const endOf = (status: PlanStatus) =>
			entitlementOf('starter', status, inDays(2), inDays(-300), NOW).endsAt;
		expect(endOf('active')).toBeNull();
		expect(endOf('ending')).toBe(inDays(2));
		expect(endOf('pastDue')).toBe(inDays(9));
	});
});

it.each<[string, Plan, Plan, number, string]>([
	['a smaller plan that is to come', 'msp', 'starter', 0.01, 'msp'],
	['a smaller plan whose day has come, told or not', 'msp', 'starter', 0, 'starter'],
	[
		'a larger plan whose day has come and nobody said it is paid',
		'starter',
		'business',
		-1,
		'starter',
	],
])('%s', (_, plan, plan_next, days, by) => {
	const row = { plan, plan_status: 'active', plan_cancels: 0, plan_paid_until: inDays(days) };
	const next = { plan_next, plan_next_at: inDays(days), trial_ends_at: inDays(-300) };
	expect(entitlementFrom({ ...row, ...next }, NOW)).toMatchObject({ by, mode: 'full' });
});

it.each([
	['active', false, 'active'],
	['trialing', false, 'active'],
	['active', true, 'ending'],
	['past_due', false, 'pastDue'],
	['past_due', true, 'pastDue'],
	['unpaid', false, 'ended'],
	['paused', false, 'ended'],
	['canceled', true, 'ended'],
	['incomplete', false, 'ended'],
	['a word of next year', false, 'ended'],
] as const)('Stripe’s “%s”, cancelled %s, is %s', (status, cancels, expected) => {
	expect(planStatus(status, cancels)).toBe(expected);
});

it('more is at once, less at the end, and from a year to months always at the end', () => {
	const word = ({ plan, period }: Choice) => `${plan} ${period}`;
	const table = CHOICES.map((from) => {
		const later = CHOICES.filter((to) => from !== to && whenOf(from, to) === 'later').map(word);
		return `${word(from)}: ${later.join(', ')}`;
	});
	expect(table).toEqual([
		'starter month: ',
		'starter year: starter month, business month, msp month',
		'business month: starter month, starter year',
		'business year: starter month, starter year, business month, msp month',
		'msp month: starter month, starter year, business month, business year',
		'msp year: starter month, starter year, business month, business year, msp month',
	]);
});
