import { pipeline } from 'node:stream/promises';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { openExport } from './export-zip';

/** Everything of an organisation as one file, for its Owners; after the trial too. */
export function addExportRoutes(routes: Routes, services: Services): void {
	const underWay = new Set<string>();
	routes.member('get', '/settings/export', 'organisation:export', (call) =>
		call.page('export/views/export', { title: 'Export everything', nav: 'settings' }),
	);
	routes.member(
		'post',
		'/settings/export',
		'organisation:export',
		async (call) => {
			const { id } = call.member.organisation;
			if (underWay.has(id)) {
				throw new HttpError(409, 'An export is under way. Wait until that download has ended.');
			}
			underWay.add(id);
			await send(services, call).finally(() => underWay.delete(id));
		},
		{ afterTrial: true },
	);
}

async function send(services: Services, call: MemberCall): Promise<void> {
	const { request, response } = call;
	const { content, remove } = await openExport(services, call.member);
	const day = services.now().toISOString().slice(0, 10);
	response.type('zip').set('Content-Disposition', `attachment; filename="offboardiq-${day}.zip"`);
	try {
		await pipeline(content, response);
	} catch (error) {
		// Whoever closed the window does not want the rest.
		if (!request.destroyed) throw error;
	} finally {
		await remove();
	}
}
