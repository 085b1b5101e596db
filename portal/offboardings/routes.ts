import { z } from 'zod/v4';
import type { Person } from '../../runner';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { scheduleIn } from '../schedules/schedules';
import { timeFrom, ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import { addRunPages } from './run-pages';
import { startOffboarding } from './start-offboarding';

const startForm = z.object({
	user: z.uuid('Choose a person.'),
	manager: z.string().trim().max(200).default(''),
	ticket: z.string().trim().max(200).default(''),
	when: z.enum(['now', 'later']).default('now'),
	at: z.string().max(40).default(''),
	zone: z.string().max(80).default(''),
	confirm: z.string().trim(),
});

const FIELDS = ['user', 'manager', 'ticket', 'when', 'at', 'zone', 'confirm'] as const;

/** Starting an offboarding: choose, see what would happen, confirm. */
export function addOffboardingRoutes(routes: Routes, services: Services): void {
	addNew(routes, services);
	addPreview(routes, services);
	routes.member('post', '/offboardings', 'offboardings:start', async (call) => {
		const typed = typedIn(call.body, FIELDS);
		const { tenant, person } = await chosen(services, call, typed.user ?? '');
		const form = parseForm(startForm, call.body);
		const errors = form.ok ? [] : [...form.errors];
		if (form.ok && !isTyped(form.value.confirm, person)) {
			const says = `That is not ${person.userPrincipalName ?? person.id}. Nothing was started.`;
			errors.push({ field: 'confirm', says });
		}
		const later = typed.when === 'later' ? timeFrom(timeIn(typed), services.now()) : null;
		if (later?.ok === false) errors.push(later.error);
		if (!form.ok || errors.length > 0) {
			const page = { title: 'New offboarding', nav: 'offboarding', tenant, person, typed, errors };
			return call.page('offboardings/views/new', { ...page, zones: ZONES }, 422);
		}
		refuseOneself(call, person);
		const { user, manager, ticket } = form.value;
		if (later?.ok === true) {
			const { time } = later;
			const made = await scheduleIn(services, call, tenant, {
				user,
				manager: manager || null,
				ticket: ticket || null,
				time,
			});
			return call.redirect(`/schedules/${made.id}`);
		}
		const wish = { user, manager: manager || null, ticket: ticket || null, dryRun: false };
		const { id } = await startOffboarding(services, call.visitor, tenant, wish);
		call.redirect(`/offboardings/${id}`);
	});
	// Last: a run's number could otherwise be taken for “new”.
	addRunPages(routes, services);
}

const timeIn = ({ at = '', zone = '' }: Record<string, string>) => ({ at, zone });

const isTyped = (text: string, person: Person): boolean =>
	text.toLowerCase() === (person.userPrincipalName ?? person.id).toLowerCase();

/** Whoever locks themselves out can't undo it. */
function refuseOneself({ visitor }: MemberCall, person: Person): void {
	const own = visitor.email.toLowerCase();
	const theirs = [person.userPrincipalName, person.mail].map((text) => text?.toLowerCase());
	if (theirs.includes(own)) {
		throw new HttpError(403, 'This is your own account. Somebody else has to offboard you.');
	}
}

/** The tenant that is worked in, and somebody of its directory. */
async function chosen(
	services: Services,
	call: MemberCall,
	id: string,
): Promise<{ tenant: Tenant; person: Person }> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const person = await services.runner.directory.person(place, id);
	if (!person) throw notFound();
	return { tenant, person };
}

function addNew(routes: Routes, services: Services): void {
	routes.member('get', '/offboardings/new', 'offboardings:start', async (call) => {
		const page = { title: 'New offboarding', nav: 'offboarding', typed: {}, errors: [] };
		const user = call.query('user');
		if (user !== '') {
			const { tenant, person } = await chosen(services, call, user);
			return call.page('offboardings/views/new', { ...page, tenant, person, zones: ZONES });
		}
		const search = call.query('q').slice(0, 200);
		const tenants = await tenantsOf(services.db, call.member.organisation.id);
		const tenant = currentTenant(tenants, call.member);
		if (!tenant)
			return call.page('employees/views/no-tenant', { ...page, title: 'New offboarding' });
		const place = { tenantId: tenant.tenantId, group: tenant.group };
		const found = await services.runner.directory.people({ ...place, search, limit: 10 });
		const view = call.isPartial ? 'offboardings/views/found' : 'offboardings/views/choose';
		call.page(view, {
			...page,
			tenant,
			search,
			people: found.people,
			hasMore: found.next !== null,
		});
	});
}

function addPreview(routes: Routes, services: Services): void {
	routes.member('get', '/offboardings/preview', 'offboardings:start', async (call) => {
		const { tenant, person } = await chosen(services, call, call.query('user'));
		const manager = call.query('manager').trim().slice(0, 200) || null;
		const wish = { user: person.id, manager, ticket: null, dryRun: true };
		const started = await startOffboarding(services, call.visitor, tenant, wish);
		const run = await started.ended;
		const view = call.isPartial ? 'offboardings/views/preview' : 'offboardings/views/preview-page';
		call.page(view, {
			...{ title: 'Preview', nav: 'offboarding', tenant, person, run },
			readAt: services.now().toISOString(),
		});
	});
}
