import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { troubles } from './readiness';

/** For whoever watches the process: that it runs, and that it can work. */
export function addHealthRoutes(routes: Routes, services: Services): void {
	routes.anybody('get', '/livez', (call) => {
		call.response.type('text').send('alive\n');
	});
	routes.anybody('get', '/readyz', async (call) => {
		const found = await troubles(services);
		const text = found.length === 0 ? 'ready\n' : `not ready: ${found.join(', ')}\n`;
		call.response
			.status(found.length === 0 ? 200 : 503)
			.type('text')
			.send(text);
	});
}
