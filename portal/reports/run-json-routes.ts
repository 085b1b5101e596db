import { toJson } from '../../runner';
import { recordNow } from '../audit/acts';
import { json } from '../export/tables';
import { withoutPlaces } from '../export/without-places';
import type { Routes } from '../http/routes';
import { oneRun } from '../offboardings/run-pages';
import type { Services } from '../services';

/** A run as the command line prints it (`runs show --json`), for whoever may see its record. */
export function addRunJson(routes: Routes, services: Services): void {
	routes.member('get', '/reports/:id/run.json', 'reports:read', async (call) => {
		const { run } = await oneRun(services, call);
		await recordNow(services, call.member, {
			...{ type: 'report.dataDownloaded', facts: { run: run.id, tenant: run.request.tenantId } },
		});
		call.response
			.type('json')
			.set('Content-Disposition', `attachment; filename="${run.id}.json"`)
			// The path of the PDF is that of a machine: here it is the name that the PDF is downloaded by.
			.send(json(withoutPlaces(run, toJson(run), `${run.id}.pdf`)));
	});
}
