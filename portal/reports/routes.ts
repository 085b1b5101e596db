import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { recordNow } from '../audit/acts';
import type { Routes } from '../http/routes';
import { HttpError, notFound } from '../http/http-error';
import { cardOf } from '../offboardings/run-card';
import { oneRun, runsOf } from '../offboardings/run-pages';
import type { Services } from '../services';

/** The records: a list, and each PDF by the number of its run. */
export function addReportRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/reports', 'reports:read', async (call) => {
		const { runs, tenantOf } = await runsOf(services, call);
		const cards = runs
			.filter(({ report }) => report !== null)
			.map((run) => ({ ...cardOf(run, services.now()), tenant: tenantOf(run) }));
		call.page('reports/views/list', { title: 'Reports', nav: 'reports', cards });
	});
	routes.member('get', '/reports/:id', 'reports:read', async (call) => {
		const { run } = await oneRun(services, call);
		if (run.report === null) throw notFound();
		const bytes = await readFile(run.report.path).catch(() => null);
		if (bytes === null) throw gone(run.id);
		if (createHash('sha256').update(bytes).digest('hex') !== run.report.sha256)
			throw changed(run.id);
		await recordNow(services, call.member, {
			...{ type: 'report.downloaded', facts: { run: run.id, tenant: run.request.tenantId } },
		});
		call.response
			.type('pdf')
			.set('Content-Disposition', `attachment; filename="${run.id}.pdf"`)
			.send(bytes);
	});
}

const gone = (id: string): HttpError =>
	new HttpError(
		404,
		`The file of ${id} is not where it was written. Look into the backup of the reports folder.`,
	);

const changed = (id: string): HttpError =>
	new HttpError(
		409,
		`The file of ${id} is not the one that was written: its SHA-256 differs. It is not handed out.`,
	);
