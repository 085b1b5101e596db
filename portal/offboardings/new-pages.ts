import { defaultReply, type StepChoices } from '../../runner';
import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { typedIn, type FieldError } from '../http/form';
import type { Routes } from '../http/routes';
import { ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import { filledBy, templatesOf } from '../templates/templates';
import { askerOf } from './asker';
import { chosenPerson, otherThanManager, type Chosen } from './chosen';
import { NOT_SEEN } from './new-form';
import { previewOf, type Preview } from './previews';

const PAGE = { title: 'New offboarding', nav: 'offboarding' } as const;

/** Choosing a person, the form about them, and what it says while it is filled in. */
export function addNewPages(routes: Routes, services: Services): void {
	routes.member('get', '/offboardings/new', 'offboardings:start', async (call) => {
		const user = call.query('user');
		if (user === '') return await showPeople(services, call);
		const chosen = await chosenPerson(services, call, user);
		const typed = await filledBy(services, call, chosen, call.query('template'));
		await showForm(services, call, chosen, { typed, errors: [] });
	});
	routes.member('get', '/offboardings/preview', 'offboardings:start', async (call) => {
		const chosen = await chosenPerson(services, call, call.query('user'));
		const manager = otherThanManager(call.query('manager').trim().slice(0, 300) || null, chosen);
		const choices = choicesOf(call.query('devices'));
		const preview = await readNow(services, call, chosen, { manager, choices });
		const view = call.isPartial ? 'offboardings/views/preview' : 'offboardings/views/preview-page';
		call.page(view, { ...PAGE, ...preview, title: 'Preview', person: chosen.person });
	});
	routes.member('post', '/offboardings/reply', 'offboardings:start', async (call) => {
		const { user = '' } = typedIn(call.body, ['user']);
		const { outOfOffice = '' } = typedIn(call.body, ['outOfOffice'], 5_000);
		const chosen = await chosenPerson(services, call, user);
		call.page('offboardings/views/reply', replyOf(outOfOffice, chosen));
	});
}

async function showPeople(services: Services, call: MemberCall): Promise<void> {
	const search = call.query('q').slice(0, 200);
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	if (!tenant) return call.page('employees/views/no-tenant', PAGE);
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const found = await services.runner.directory.people({ ...place, search, limit: 10 });
	const view = call.isPartial ? 'offboardings/views/found' : 'offboardings/views/choose';
	const people = { people: found.people, hasMore: found.next !== null };
	call.page(view, { ...PAGE, tenant, search, ...people });
}

/** What a form that is shown again holds. */
export interface ShownForm {
	readonly typed: Readonly<Record<string, string>>;
	readonly errors: readonly FieldError[];
	/** Read already, to be looked at before anything starts. */
	readonly preview?: Preview;
	/** Why it has to be looked at, in words. */
	readonly notice?: string;
}

/** The form about one person. */
export async function showForm(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
	{ typed, errors, preview, notice }: ShownForm,
): Promise<void> {
	const templates = await templatesOf(services, call.member);
	const needsSecond = call.member.organisation.requiresApproval;
	const reply = replyOf(typed.outOfOffice ?? '', chosen);
	const page = { ...PAGE, ...chosen, typed, errors, zones: ZONES, templates, needsSecond, reply };
	const seen = { preview: preview ?? null, notice: notice ?? null, notSeen: NOT_SEEN };
	const isAgain = errors.length > 0 || preview !== undefined;
	call.page('offboardings/views/new', { ...page, ...seen }, isAgain ? 422 : 200);
}

/** What the tenant says at this moment. */
export async function readNow(
	services: Services,
	call: MemberCall,
	{ tenant, person }: Chosen,
	wanted: { readonly manager: string | null; readonly choices: StepChoices },
): Promise<Preview> {
	const wish = { user: person.id, ...wanted, ticket: null };
	return await previewOf(services, askerOf(call), tenant, wish);
}

export const choicesOf = (devices: string): StepChoices =>
	devices === 'retireAll' || devices === 'leave' ? { devicePolicy: devices } : {};

/** The reply as whoever writes to the person will read it. */
function replyOf(text: string, { person, manager }: Chosen) {
	const name = person.displayName ?? person.userPrincipalName ?? person.id;
	const boss = manager && {
		displayName: manager.displayName ?? manager.userPrincipalName ?? manager.id,
		...{ mail: manager.mail, accountEnabled: manager.accountEnabled },
	};
	const own = text.replace(/\r\n?/g, '\n').trim();
	return { text: own || defaultReply({ displayName: name }, boss), isOwn: own !== '' };
}
