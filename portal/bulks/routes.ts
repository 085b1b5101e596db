import { actorOf } from '../audit/acts';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { addBulkAskRoutes } from './ask-routes';
import { bulkList } from './bulk-list';
import { oneBulk } from './one-bulk';
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
