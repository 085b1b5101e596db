import { PeopleListError } from '../../../runner';
import { MOST_ALONE } from '../../approvals/rule';
import { MOST_PEOPLE } from '../../bulks/checked-list';
import { textOfFile, uploadedList } from '../../bulks/upload';
import type { MemberCall } from '../../http/call';
import { typedIn, type FieldError } from '../../http/form';
import { HttpError, notFound } from '../../http/http-error';
import type { Routes } from '../../http/routes';
import { askedBy, askerOf } from '../../offboardings/asker';
import { previewOf } from '../../offboardings/previews';
import type { Services } from '../../services';
import { shownTime } from '../schedule-time';
import { oneSchedule, type OwnSchedule } from '../schedules';
import { addPeople } from './add-people';
import { checkedAdds, type CheckedAdds } from './checked-adds';
import { whyAsked } from './who-decides';
import { takeOffWords } from './words';

const PAGE = { nav: 'offboarding', most: MOST_PEOPLE, alone: MOST_ALONE } as const;
const FOUND = 10;
const NOBODY = 'Write at least one address, or choose a file.';

/** Who is on a list that is scheduled: more of them, or fewer, until it starts. */
export function addListPeopleRoutes(routes: Routes, services: Services): void {
	const may = 'offboardings:start';
	routes.member('get', '/schedules/:id/people', may, (call) => choose(services, call), {
		begins: true,
	});
	routes.member('get', '/schedules/:id/people/preview', may, async (call) => {
		const own = await openList(services, call);
		await preview(services, call, own);
	});
	routes.member('post', '/schedules/:id/people/check', may, async (call) => {
		const asked = await asksIn(services, call);
		if (asked !== null) await showCheck(services, call, asked, []);
	});
	routes.member('post', '/schedules/:id/people', may, async (call) => {
		const asked = await asksIn(services, call);
		if (asked === null) return;
		const { own, list, confirm } = asked;
		// A button that was pressed twice finds everybody on the list.
		const isDone = list.good.length === 0 && list.alreadyOn > 0;
		const wanted = `add ${isDone ? list.alreadyOn : list.good.length}`;
		if (confirm.trim().toLowerCase() !== wanted || (list.good.length === 0 && !isDone)) {
			const says = `That is not “${wanted}”. Nobody was added.`;
			return await showCheck(services, call, asked, [{ field: 'confirm', says }]);
		}
		const path = `/schedules/${own.schedule.id}`;
		call.redirect(isDone ? path : await addPeople(services, call, own, list.good));
	});
	const remove = (call: MemberCall) => takeOff(services, call);
	routes.member('post', '/schedules/:id/people/remove', may, remove, { afterTrial: true });
}

/** A list of the organisation that has not started. @throws HttpError 404, 409 */
async function openList(services: Services, call: MemberCall): Promise<OwnSchedule> {
	const own = await oneSchedule(services, call, call.param('id'));
	const { people, state } = own.schedule;
	if (people === null) throw notFound();
	if (state === 'pending' || state === 'needs_confirmation') return own;
	throw new HttpError(
		409,
		'This list has started or ended, so nobody can be added. Offboard them alone, or as a list of their own.',
	);
}

/** Finding somebody, or writing several down; and somebody who was found. */
async function choose(services: Services, call: MemberCall): Promise<void> {
	const own = await openList(services, call);
	const { tenant } = own;
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const { directory } = services.runner;
	const user = call.query('user');
	if (user !== '') {
		const person = await directory.person(place, user);
		if (!person) throw notFound();
		const text = `user\n${person.userPrincipalName ?? person.id}`;
		const list = await checkedAdds(services, call, own, text);
		return await showCheck(services, call, { own, list, people: text, confirm: '' }, []);
	}
	const search = call.query('q').slice(0, 200);
	const page = search === '' ? null : await directory.people({ ...place, search, limit: FOUND });
	const found = {
		search,
		people: page?.people ?? [],
		hasMore: page !== null && page.next !== null,
	};
	if (call.isPartial) return call.page('schedules/views/found', { ...own, ...found });
	showForm(services, call, own, { ...found, typed: {}, errors: [] });
}

function showForm(
	services: Services,
	call: MemberCall,
	own: OwnSchedule,
	page: Readonly<Record<string, unknown>> & { readonly errors: readonly FieldError[] },
): void {
	const shown = shownTime(own.schedule.time, services.now());
	const all = { ...PAGE, title: 'Add people', ...own, shown, search: '', people: [], ...page };
	call.page('schedules/views/add', all, page.errors.length > 0 ? 422 : 200);
}

/** What was written, checked. */
interface Asked {
	readonly own: OwnSchedule;
	readonly list: CheckedAdds;
	readonly people: string;
	readonly confirm: string;
}

/** The people as they were sent; null where that is no list, which was said then. */
async function asksIn(services: Services, call: MemberCall): Promise<Asked | null> {
	const own = await openList(services, call);
	const { fields, file, problem } = await uploadedList(call);
	const body = fields as Record<string, unknown> | null;
	const written = typeof body?.people === 'string' ? body.people : '';
	const people = file ? textOfFile(file) : written;
	const refuse = (says: string) => {
		showForm(services, call, own, { typed: { people }, errors: [{ field: 'people', says }] });
		return null;
	};
	if (problem !== null) return refuse(`The list can’t be read: ${problem}.`);
	if (people.trim() === '') return refuse(NOBODY);
	const { confirm = '' } = typedIn(fields, ['confirm']);
	try {
		return { own, list: await checkedAdds(services, call, own, people), people, confirm };
	} catch (error) {
		if (!(error instanceof PeopleListError)) throw error;
		return refuse(`The list can’t be read: ${error.message}`);
	}
}

async function showCheck(
	services: Services,
	call: MemberCall,
	{ own, list, people, confirm }: Asked,
	errors: readonly FieldError[],
): Promise<void> {
	const users = new Set([
		...list.on.map(({ employee }) => employee.id),
		...list.good.map(({ person }) => person.id.toLowerCase()),
	]);
	const why = list.good.length === 0 ? null : await whyAsked(services, call, own, [...users]);
	const shown = shownTime(own.schedule.time, services.now());
	const page = { ...PAGE, title: 'Check who is added', ...own, shown, list, why, errors };
	const typed = { people, confirm };
	call.page('schedules/views/add-check', { ...page, typed }, errors.length > 0 ? 422 : 200);
}

async function preview(services: Services, call: MemberCall, own: OwnSchedule): Promise<void> {
	const { schedule, tenant } = own;
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const person = await services.runner.directory.person(place, call.query('user'));
	if (!person) throw notFound();
	const manager = call.query('manager').slice(0, 200) || null;
	const wish = { user: person.id, manager, ticket: schedule.ticket };
	const choices = schedule.choices ?? {};
	const read = await previewOf(services, askerOf(call), tenant, { ...wish, choices });
	const view = call.isPartial ? 'offboardings/views/preview' : 'schedules/views/add-preview';
	call.page(view, { ...PAGE, title: 'Preview', ...read, schedule, person });
}

async function takeOff(services: Services, call: MemberCall): Promise<void> {
	const { schedule } = await oneSchedule(services, call, call.param('id'));
	if (schedule.people === null) throw notFound();
	const { user = '' } = typedIn(call.body, ['user']);
	await services.runner.scheduledLists
		.takeOff(schedule.id, user, askedBy(askerOf(call)))
		.catch((error: unknown) => {
			throw takeOffWords(error);
		});
	call.redirect(`/schedules/${schedule.id}#who`);
}
