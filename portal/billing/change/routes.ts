import type { MemberCall } from '../../http/call';
import { typedIn } from '../../http/form';
import { coverageOf } from '../../organisations/covered';
import { surplusTenants } from '../../organisations/surplus';
import { tenantsOf } from '../../connection/tenants';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { currentSubscription, runs } from '../current';
import { choiceWords, PLANS } from '../entitlement/plans';
import { day, dollars } from '../money';
import { useOf } from '../page/billing-page';
import { plannedAfter } from '../page/planned-after';
import { choiceIn, choiceNamed } from '../choice-in';
import { makeChange, wantedChange, type WantedChange } from './change';
import { cancelPlan, REASONS, resumePlan, undoChange, type Reason } from './end-plan';

const always = { afterTrial: true } as const;
const LONGEST_COMMENT = 500;

/** Changing the plan, ending it, and taking either back. */
export function addChangeRoutes(routes: Routes, services: Services): void {
	addChange(routes, services);
	addEnd(routes, services);
	for (const [path, act] of [
		['/billing/resume', resumePlan],
		['/billing/change/undo', undoChange],
	] as const) {
		routes.member(
			...(['post', path, 'billing:manage'] as const),
			async (call) => {
				await act(services, call.member);
				call.redirect('/billing');
			},
			always,
		);
	}
}

function addChange(routes: Routes, services: Services): void {
	const show = async (call: MemberCall, wanted: WantedChange, isOther: boolean) =>
		call.page(
			'billing/views/change',
			await changePage(services, call, wanted, isOther),
			isOther ? 422 : 200,
		);
	routes.member('get', '/billing/change', 'billing:manage', async (call) => {
		const to = choiceNamed(call.query('plan'), call.query('period'));
		const wanted = await wantedChange(services, call.member, to, null);
		if (wanted === null) return call.redirect('/billing');
		await show(call, wanted, false);
	});
	routes.member(
		...(['post', '/billing/change', 'billing:manage'] as const),
		async (call) => {
			const to = choiceIn(call);
			const typed = typedIn(call.body, ['at', 'cents']);
			const wanted = await wantedChange(services, call.member, to, numberIn(typed.at));
			if (wanted === null) return call.redirect('/billing');
			const cents = numberIn(typed.cents) ?? -1;
			const changed = await makeChange(services, call.member, wanted, cents);
			if (changed !== 'otherPrice') return call.redirect('/billing');
			// Pressed twice, the other press may have made it between our reading and Stripe's counting: then it is done,
			// and was paid.
			const again = await wantedChange(services, call.member, to, null);
			if (again === null) return call.redirect('/billing');
			await show(call, again, true);
		},
		always,
	);
}

const numberIn = (text: string | undefined): number | null =>
	/^\d{1,12}$/.test(text ?? '') ? Number(text) : null;

async function changePage(
	services: Services,
	{ member }: MemberCall,
	wanted: WantedChange,
	isOther: boolean,
) {
	const { id } = member.organisation;
	const tenants = await tenantsOf(services.db, id);
	const { entitlement } = member;
	const coverage = await coverageOf(services, id, entitlement, tenants, false);
	const use = useOf(coverage, tenants, entitlement.tenantLimit);
	const facts = PLANS[wanted.to.plan];
	return {
		...{ title: `Change to ${choiceWords(wanted.to)}`, nav: 'billing', ...wanted, isOther },
		...{ words: choiceWords(wanted.to), from: choiceWords(wanted.subscription), facts },
		...{ day, dollars, price: facts.cents[wanted.to.period] },
		tooMany: facts.employees === null ? 0 : Math.max(0, use.employees.used - facts.employees),
		lostTenants: surplusTenants(tenants, facts.tenants).map(({ name }) => name),
	};
}

function addEnd(routes: Routes, services: Services): void {
	routes.member('get', '/billing/cancel', 'billing:manage', async (call) => {
		const { id } = call.member.organisation;
		const current = await currentSubscription(services.db, id);
		if (!runs(current) || current.cancels === 1) return call.redirect('/billing');
		const tenants = await tenantsOf(services.db, id);
		const planned = await plannedAfter(services, tenants, current.period_end);
		const page = { title: 'Cancel plan', nav: 'billing', current, planned, day, REASONS };
		call.page('billing/views/cancel', { ...page, words: choiceWords(current) });
	});
	routes.member(
		...(['post', '/billing/cancel', 'billing:manage'] as const),
		async (call) => {
			const typed = typedIn(call.body, ['reason', 'comment'], LONGEST_COMMENT);
			const named = typed.reason ?? '';
			const reason = Object.hasOwn(REASONS, named) ? (named as Reason) : null;
			await cancelPlan(services, call.member, { reason, comment: (typed.comment ?? '').trim() });
			call.redirect('/billing');
		},
		always,
	);
}
