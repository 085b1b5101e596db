import type { Routes } from '../http/routes';
import { lineOf } from '../http/typed-line';
import type { Services } from '../services';
import { searchFor } from './search';

/** How many of each kind are in the list below the field, and on the page. */
const MOST_LIVE = 5;
const MOST = 20;

/** One search for everything. What somebody may not see is not looked for. */
export function addSearchRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/search', 'dashboard:read', async (call) => {
		const search = lineOf(call.query('q'));
		const found = await searchFor(services, call, search, call.isPartial ? MOST_LIVE : MOST);
		const view = call.isPartial ? 'search/views/live' : 'search/views/search';
		call.page(view, { title: 'Search', nav: 'search', found, find: search });
	});
}
