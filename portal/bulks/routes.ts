import { actorOf } from '../audit/acts';
import { PeopleListError, type RunRecord } from '../../runner';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { typedIn } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { askerOf } from '../offboardings/asker';
import { bulkCard, type BulkCard } from './bulk-card';
import { checkedList, MOST_PEOPLE, type CheckedList } from './checked-list';
import { startBulk } from './start-bulk';

const PAGE = { nav: 'offboarding', most: MOST_PEOPLE } as const;
const SHOWN = 50;

/** Many people at once: the list, what is wrong with it, the start, and watching it. */
export function addBulkRoutes(routes: Routes, services: Services): void {
	addList(routes, services);
	addNew(routes, services);
	addStart(routes, services);
	addWatching(routes, services);
}

function addList(routes: Routes, services: Services): void {
	routes.member('get', '/bulks', 'offboardings:read', async (call) => {
		const tenants = await tenantsOf(services.db, call.member.organisation.id);
		const ids = tenants.map(({ tenantId }) => tenantId);
		const bulks = (await services.runner.bulksOf(ids, SHOWN)).map((bulk) => ({
			...bulk,
			tenant: tenants.find((one) => one.tenantId.toLowerCase() === bulk.tenantId),
		}));
		call.page('bulks/views/list', { ...PAGE, title: 'Lists', bulks });
	});
}

function addNew(routes: Routes, services: Services): void {
	routes.member('get', '/bulks/new', 'offboardings:start', async (call) => {
		const tenant = await ownTenant(services, call);
		const page = { ...PAGE, title: 'Several people', tenant, typed: {}, errors: [] };
		call.page('bulks/views/new', page);
	});
	routes.member('get', '/bulks/template.csv', 'offboardings:start', (call) => {
		call.response
			.type('text/csv; charset=utf-8')
			.set('Content-Disposition', 'attachment; filename="offboarding-list.csv"')
			.send('user,manager\r\n');
	});
	routes.member('post', '/bulks/check', 'offboardings:start', async (call) => {
		const tenant = await ownTenant(services, call);
		const typed = typedList(call);
		const list = await listIn(services, call, tenant, typed);
		if (list === null) return;
		const page = { ...PAGE, title: 'Check the list', tenant, typed, errors: [] };
		call.page('bulks/views/check', { ...page, list });
	});
}

function addStart(routes: Routes, services: Services): void {
	routes.member('post', '/bulks', 'offboardings:start', async (call) => {
		const tenant = await ownTenant(services, call);
		const typed = typedList(call);
		const list = await listIn(services, call, tenant, typed);
		if (list === null) return;
		const wanted = confirmation(list);
		if (list.good.length === 0 || typed.confirm.trim().toLowerCase() !== wanted) {
			const says = `That is not “${wanted}”. Nothing was started.`;
			const errors = [{ field: 'confirm', says }];
			const page = { ...PAGE, title: 'Check the list', tenant, typed, errors };
			return call.page('bulks/views/check', { ...page, list }, 422);
		}
		const members = list.good.map(({ person, user, manager }) => ({
			// By object id: a name may be given to somebody else while the list goes.
			...{ user: person?.id ?? user, manager },
		}));
		const wish = { members, ticket: typed.ticket.trim() || null, caseFacts: {}, choices: {} };
		call.redirect(`/bulks/${await startBulk(services, askerOf(call), tenant, wish)}`);
	});
}

function addWatching(routes: Routes, services: Services): void {
	routes.member('get', '/bulks/:id', 'offboardings:read', async (call) => {
		const id = call.param('id');
		// Before it is read: what comes in meanwhile is told of once more rather than never.
		const after = (await services.runner.bulkVersions([id])).get(id) ?? 0;
		const { card, tenant } = await oneBulk(services, call);
		const show = call.query('show');
		const page = { ...PAGE, title: card.bulk.id, card, tenant, show, after };
		call.page(call.isPartial ? 'bulks/views/card' : 'bulks/views/bulk', page);
	});
	routes.member(
		'post',
		'/bulks/:id/cancel',
		'offboardings:start',
		async (call) => {
			const { card } = await oneBulk(services, call);
			await services.runner.cancelBulk(card.bulk.id, actorOf(call.member.accountId));
			call.redirect(`/bulks/${card.bulk.id}`);
		},
		{ afterTrial: true },
	);
}

/** What has to be typed: how many people, so that nobody starts more than they think. */
const confirmation = ({ good }: CheckedList): string => `offboard ${good.length}`;

interface TypedList {
	readonly people: string;
	readonly ticket: string;
	readonly confirm: string;
}

function typedList(call: MemberCall): TypedList {
	const { ticket = '', confirm = '' } = typedIn(call.body, ['ticket', 'confirm']);
	const body = call.body as Record<string, unknown> | undefined;
	const people = typeof body?.people === 'string' ? body.people : '';
	return { people, ticket, confirm };
}

/** The list as it was typed, checked; null where it is none, which was said then. */
async function listIn(
	services: Services,
	call: MemberCall,
	tenant: Tenant,
	typed: TypedList,
): Promise<CheckedList | null> {
	try {
		return await checkedList(services, call.visitor, tenant, typed.people);
	} catch (error) {
		if (!(error instanceof PeopleListError)) throw error;
		const says = `This is no list: ${error.message}`;
		const errors = [{ field: 'people', says }];
		const page = { ...PAGE, title: 'Several people', tenant, typed, errors };
		call.page('bulks/views/new', page, 422);
		return null;
	}
}

async function ownTenant({ db }: Services, { member }: MemberCall): Promise<Tenant> {
	const tenant = currentTenant(await tenantsOf(db, member.organisation.id), member);
	if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
	return tenant;
}

/** A list of one of the organisation's tenants. @throws HttpError 404 for every other */
export async function oneBulk(
	services: Services,
	call: Pick<MemberCall, 'member' | 'param'>,
): Promise<{ card: BulkCard; tenant: Tenant }> {
	const { runner, db } = services;
	const bulk = await runner.bulkOf(call.param('id'));
	const tenants = await tenantsOf(db, call.member.organisation.id);
	const tenant = tenants.find((one) => one.tenantId.toLowerCase() === bulk?.tenantId);
	if (!bulk || !tenant) throw notFound();
	const runs = new Map<string, RunRecord>();
	const ids = bulk.members.flatMap(({ runId }) => runId ?? []);
	for (const run of await runner.runs({ ids })) runs.set(run.id, run);
	const names = new Map<string, string>();
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	for (const { user, runId } of bulk.members) {
		if (runs.get(runId ?? '')?.offboarding) continue;
		const person = await runner.directory.named(place, user);
		names.set(user, person?.displayName ?? user);
	}
	const followUps = await runner.followUps.of(ids);
	return { card: bulkCard(bulk, runs, names, services.now(), followUps), tenant };
}
