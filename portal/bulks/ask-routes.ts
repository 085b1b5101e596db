import { PeopleListError, type RunnerQueries } from '../../runner';
import { askApproval } from '../approvals/ask-approval';
import { peopleOfLists } from '../approvals/people-of-lists';
import { MOST_ALONE, whyApproval } from '../approvals/rule';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import type { FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import { askerOf } from '../offboardings/asker';
import { addFilledForms } from './filled-forms';
import type { CaseWish } from '../offboardings/case-form';
import { shownTime, ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import { checkedList, MOST_PEOPLE, type CheckedList } from './checked-list';
import { countWipes } from './count-wipes';
import { typedList, type TypedList } from './list-form';
import { oneBulk } from './one-bulk';
import { scheduleBulk } from './schedule-bulk';
import { scheduledAlready } from './scheduled-already';
import { SecondListError } from './second-list';
import { startBulk } from './start-bulk';
import { stoppedRest } from './stopped-rest';
import { textOfFile, uploadedList } from './upload';

const PAGE = { nav: 'offboarding', most: MOST_PEOPLE, alone: MOST_ALONE, zones: ZONES } as const;

const NOBODY = 'Write at least one address, or choose a file.';

const TEMPLATE = 'user,manager,ticket,effective_end,zone\r\n';

/** Many people at once: the list, what is wrong with it, and the start. */
export function addBulkAskRoutes(routes: Routes, services: Services): void {
	routes.member(
		'get',
		'/bulks/new',
		'offboardings:start',
		async (call) => {
			const tenant = await tenantNow(services, call);
			const of = call.query('of');
			const typed = of === '' ? {} : await restIn(services, call, of, tenant);
			const page = { ...PAGE, title: 'Several people', tenant, typed, errors: [] };
			call.page(tenant ? 'bulks/views/new' : 'employees/views/no-tenant', page);
		},
		{ begins: true },
	);
	addFilledForms(routes, services);
	routes.member('get', '/bulks/template.csv', 'offboardings:start', (call) => {
		call.response
			.type('text/csv; charset=utf-8')
			.set('Content-Disposition', 'attachment; filename="offboarding-list.csv"')
			.send(TEMPLATE);
	});
	routes.member('post', '/bulks/check', 'offboardings:start', async (call) => {
		const asked = await listIn(services, call);
		if (asked !== null) await showCheck(services, call, asked, []);
	});
	addStart(routes, services);
}

function addStart(routes: Routes, services: Services): void {
	routes.member('post', '/bulks', 'offboardings:start', async (call) => {
		const asked = await listIn(services, call);
		if (asked === null) return;
		const wanted = `offboard ${asked.list.good.length}`;
		const confirm = (asked.form.typed.confirm ?? '').trim().toLowerCase();
		if (asked.list.good.length === 0 || confirm !== wanted) {
			const says = `That is not “${wanted}”. Nothing was started.`;
			return await showCheck(services, call, asked, [{ field: 'confirm', says }]);
		}
		try {
			call.redirect(await begin(services, call, asked));
		} catch (error) {
			if (!(error instanceof HttpError)) throw error;
			// Beside the list: a page of its own would lose it.
			const errors = [{ field: 'confirm', says: error.message }];
			await showCheck(services, call, asked, errors, error.status);
		}
	});
}

/** Who was stopped on another list. @throws HttpError 404, 409 where it is of another tenant than the one worked in */
async function restIn(services: Services, call: MemberCall, id: string, now: Tenant | null) {
	const { card, tenant } = await oneBulk(services, call, id);
	if (tenant.tenantId === now?.tenantId) return stoppedRest(card);
	throw new HttpError(409, `This list is of ${tenant.name}. Switch to that tenant first.`);
}

/** A list that can be acted on. */
interface AskedList {
	readonly tenant: Tenant;
	readonly form: TypedList;
	readonly wish: CaseWish;
	readonly list: CheckedList;
}

/** The list as it was sent, checked; null where it is none, which was said then. */
async function listIn(services: Services, call: MemberCall): Promise<AskedList | null> {
	const tenant = await ownTenant(services, call);
	const { fields, file, problem } = await uploadedList(call);
	const form = typedList(fields, file && textOfFile(file), services.now());
	const refuse = (errors: readonly FieldError[]) => {
		const page = { ...PAGE, title: 'Several people', tenant, typed: form.typed, errors };
		call.page('bulks/views/new', page, 422);
		return null;
	};
	if (problem !== null)
		return refuse([{ field: 'people', says: `The list can’t be read: ${problem}.` }]);
	if (form.people.trim() === '') return refuse([{ field: 'people', says: NOBODY }]);
	if (form.wish === null) return refuse(form.errors);
	try {
		const list = await checkedList(services, call.visitor, tenant, form.people);
		return { tenant, form, wish: form.wish, list };
	} catch (error) {
		if (!(error instanceof PeopleListError)) throw error;
		return refuse([{ field: 'people', says: `The list can’t be read: ${error.message}` }]);
	}
}

async function showCheck(
	services: Services,
	call: MemberCall,
	{ tenant, form, list }: AskedList,
	errors: readonly FieldError[],
	status = errors.length > 0 ? 422 : 200,
): Promise<void> {
	const users = list.good.map(({ person }) => person.id);
	const people = await peopleOfLists(services, call, users);
	const why = whyApproval(call.member, { people, wipes: 0 });
	const needsSecond = why !== null;
	const page = { ...PAGE, title: 'Check the list', tenant, typed: form.typed, errors, needsSecond };
	const shown = form.time && shownTime(form.time, services.now());
	const scheduled = await scheduledAlready(services, tenant, users);
	call.page('bulks/views/check', { ...page, why, list, shown, scheduled }, status);
}

/** Starts it, or asks a second person. @returns where it is looked at */
async function begin(
	services: Services,
	call: MemberCall,
	{ tenant, wish, list, form: { time } }: AskedList,
): Promise<string> {
	const { ticket, caseFacts, choices } = wish;
	const members = list.good.map((line) => ({
		...{ person: line.person, manager: line.manager, ticket: line.ticket },
		caseFacts: line.caseFacts ?? null,
	}));
	// By object id: a name may be given to somebody else while the list goes.
	const users = members.map(({ person }) => person.id);
	const size = { people: await peopleOfLists(services, call, users), wipes: 0 };
	const why =
		whyApproval(call.member, size) ??
		whyApproval(call.member, {
			...size,
			wipes: await countWipes(services, tenant, users, choices),
		});
	if (why !== null) {
		const asked = { kind: 'bulk', why, time, ticket, caseFacts, choices, members } as const;
		return `/approvals/${await askApproval(services, call, tenant, asked)}`;
	}
	const own = members.map(({ person, ...rest }) => ({ user: person.id, ...rest }));
	const bulk = { members: own, ticket, caseFacts, choices };
	// Of two lists at the same moment neither knew of the other before.
	const alone = async (tx: RunnerQueries, id: string) => {
		const db = tx as unknown as Queries;
		const people = await peopleOfLists({ db, now: services.now }, call, users, id);
		if (people > MOST_ALONE) throw new HttpError(409, ANOTHER_LIST);
	};
	if (time !== null) {
		const later = { ...bulk, time };
		return `/schedules/${await scheduleBulk(services, askerOf(call), tenant, later, alone)}`;
	}
	const id = await startBulk(services, askerOf(call), tenant, bulk, alone).catch(sameListOf);
	return `/bulks/${id}`;
}

const ANOTHER_LIST =
	'Another list was begun at this moment, and together they name more than one person may decide about alone. Send it again: a second person is asked then. Nothing was started.';

/** A button that was pressed twice leads to the list that the first press started. */
function sameListOf(error: unknown): string {
	if (!(error instanceof SecondListError)) throw error;
	if (error.isSame) return error.bulkId;
	throw new HttpError(
		409,
		`Some of them are on the list ${error.bulkId}, which has not ended. Nothing was started.`,
	);
}

const tenantNow = async ({ db }: Services, { member }: MemberCall): Promise<Tenant | null> =>
	currentTenant(await tenantsOf(db, member.organisation.id), member);

async function ownTenant(services: Services, call: MemberCall): Promise<Tenant> {
	const tenant = await tenantNow(services, call);
	if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
	return tenant;
}
