import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { typedIn, type FieldError } from '../http/form';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { costsOf } from './costs';
import { licencesHeld } from './held';
import { DAYS, leaversOf } from './leavers';
import { CURRENCIES, keepPrices, pricesIn, pricesOf } from './prices';

/** Who still holds licences of those who were offboarded: whom it is about at once, what they hold as a part of the page. */
export function addLicenceRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/licences', 'employees:read', async (call) => {
		await show(services, call, false);
	});
	routes.member('get', '/licences/held', 'employees:read', async (call) => {
		await show(services, call, true);
	});
	routes.member('post', '/licences/prices', 'organisation:manage', async (call) => {
		const answer = pricesIn(call.body);
		if ('errors' in answer) {
			const names = Object.keys(call.body ?? {}).slice(0, 500);
			const typed = typedIn(call.body, names, 100);
			return await show(services, call, true, { typed, errors: answer.errors });
		}
		await keepPrices(services, call.member, answer.prices);
		call.redirect('/licences');
	});
}

/** A form of prices that is shown again. */
interface ShownPrices {
	readonly typed: Readonly<Record<string, string>>;
	readonly errors: readonly FieldError[];
}

async function show(
	services: Services,
	call: MemberCall,
	isRead: boolean,
	form: ShownPrices = { typed: {}, errors: [] },
): Promise<void> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	const about = { title: 'Licences still held', nav: 'dashboard', days: DAYS, tenant };
	if (!tenant) return call.page('employees/views/no-tenant', about);
	const leavers = await leaversOf(services, tenant.tenantId);
	const reading =
		isRead && leavers.people.length > 0
			? await licencesHeld(services, tenant, leavers.people)
			: null;
	const prices = await pricesOf(services.db, call.member.organisation.id);
	const costs = reading && costsOf(reading, prices);
	const money = { costs, currency: prices.currency, currencies: CURRENCIES };
	const page = { ...about, leavers, reading, ...money, ...form };
	const status = form.errors.length > 0 ? 422 : 200;
	call.page(call.isPartial ? 'licences/views/held' : 'licences/views/licences', page, status);
}
