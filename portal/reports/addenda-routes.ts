import { ConnectionError, GraphFailure, RecheckError } from '../../runner';
import { recordNow } from '../audit/acts';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { oneRun } from '../offboardings/run-pages';
import type { Services } from '../services';
import { reportFile } from './report-file';

/** The later checks of a run: making one, and the record of each. */
export function addAddendaRoutes(routes: Routes, services: Services): void {
	routes.member('post', '/offboardings/:id/check', 'offboardings:start', async (call) => {
		const { run, tenant } = await oneRun(services, call);
		if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
		const connection = await services.runner.connections.open(tenant.connectionId);
		const { name, email } = call.visitor;
		const askedBy = `${name} <${email}>`;
		await services.runner.recheck(run.id, { connection, askedBy }).catch((error: unknown) => {
			throw inWords(error);
		});
		call.redirect(`/offboardings/${run.id}`);
	});
	routes.member('get', '/reports/:id/addenda/:number', 'reports:read', async (call) => {
		const { run } = await oneRun(services, call);
		const addenda = await services.runner.addenda(run.id);
		const addendum = addenda.find(({ number }) => String(number) === call.param('number'));
		if (!addendum?.report) throw notFound();
		const bytes = await reportFile(addendum.id, addendum.report);
		const facts = { run: addendum.id, tenant: run.request.tenantId };
		await recordNow(services, call.member, { type: 'report.downloaded', facts });
		call.response
			.type('pdf')
			.set('Content-Disposition', `attachment; filename="${addendum.id}.pdf"`)
			.send(bytes);
	});
}

function inWords(error: unknown): unknown {
	const isForPeople =
		error instanceof RecheckError ||
		error instanceof GraphFailure ||
		error instanceof ConnectionError;
	return isForPeople ? new HttpError(409, error.message, { cause: error }) : error;
}
