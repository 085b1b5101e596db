import { actorOf } from '../audit/acts';
import type { RunRecord } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { addBulkAskRoutes } from './ask-routes';
import { bulkCard, type BulkCard } from './bulk-card';
import { bulkList } from './bulk-list';
import { resultsCsv } from './results';

const PAGE = { nav: 'offboarding' } as const;

/** Many people at once: the list, what is wrong with it, the start, and watching it. */
export function addBulkRoutes(routes: Routes, services: Services): void {
	addList(routes, services);
	addBulkAskRoutes(routes, services);
	addWatching(routes, services);
}

function addList(routes: Routes, services: Services): void {
	routes.member('get', '/bulks', 'offboardings:read', async (call) => {
		await openList(services, call, 'bulks', async (views) => {
			const lists = await bulkList(services, call, views.allHref);
			call.page('bulks/views/list', { ...PAGE, title: 'Lists', views, ...lists });
		});
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
	routes.member('get', '/bulks/:id/results.csv', 'offboardings:read', async (call) => {
		const { card } = await oneBulk(services, call);
		call.response
			.type('text/csv; charset=utf-8')
			.set('Content-Disposition', `attachment; filename="${card.bulk.id}.csv"`)
			.send(resultsCsv(card));
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
	const acts = await runner.followUps.of(ids);
	const tries = await runner.followUps.tries(acts);
	return { card: bulkCard(bulk, runs, names, services.now(), acts, tries), tenant };
}
