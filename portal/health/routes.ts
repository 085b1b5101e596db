import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { troubles, warnings } from './readiness';

/** For whoever watches the process: that it runs, and that it can work. */
export function addHealthRoutes(routes: Routes, services: Services): void {
	routes.anybody('get', '/livez', (call) => {
		call.response.type('text').send('alive\n');
	});
	routes.anybody('get', '/readyz', async (call) => {
		const found = await troubles(services);
		const first = found.length === 0 ? 'ready' : `not ready: ${found.join(', ')}`;
		const text = [first, ...(await warnings(services))].map((line) => `${line}\n`).join('');
		call.response
			.status(found.length === 0 ? 200 : 503)
			.type('text')
			.send(text);
	});
}
