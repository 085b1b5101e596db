import { recordNow } from '../audit/acts';
import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import { columnView, readOf } from '../http/columns';
import { addressWith } from '../http/list-filter';
import type { Routes } from '../http/routes';
import { cardOf } from '../offboardings/run-card';
import { placeOf } from '../offboardings/run-list';
import { oneRun } from '../offboardings/run-pages';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { reportFile } from './report-file';
import { addRunJson } from './run-json-routes';
import {
	isNarrowing,
	REPORT_COLUMNS,
	reportFilter,
	RESULTS,
	runsWanted,
	setIn,
} from './report-filter';
import { MOST_AT_ONCE, addReportZip } from './zip-routes';

const PATH = '/reports';
const PAGE = 50;

/** The records: a list, each PDF by the number of its run, and several as one file. */
export function addReportRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/reports', 'reports:read', async (call) => {
		await openList(services, call, 'reports', async (views) => {
			const page = await listPage(services, call, views.allHref);
			call.page('reports/views/list', { ...page, views });
		});
	});
	// Before the one with a number: a POST, and still no number.
	addReportZip(routes, services);
	addRunJson(routes, services);
	routes.member('get', '/reports/:id', 'reports:read', async (call) => {
		const { run } = await oneRun(services, call);
		if (run.report === null) throw notFound();
		const bytes = await reportFile(run.id, run.report);
		await recordNow(services, call.member, {
			...{ type: 'report.downloaded', facts: { run: run.id, tenant: run.request.tenantId } },
		});
		call.response
			.type('pdf')
			.set('Content-Disposition', `attachment; filename="${run.id}.pdf"`)
			.send(bytes);
	});
}

async function listPage(services: Services, call: MemberCall, allHref: string) {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const filter = reportFilter(readOf(call), tenants);
	const wanted = runsWanted(filter, tenants);
	const before = await placeOf(services, call.query('before'), wanted.tenantIds ?? []);
	const runs = await services.runner.runs({ ...wanted, ...before, limit: PAGE + 1 });
	const undos = await services.runner.undos(runs.map(({ id }) => id));
	const cards = runs.slice(0, PAGE).map((run) => ({
		undo: undos.findLast(({ runId, report }) => runId === run.id && report !== null) ?? null,
		...cardOf(run, services.now()),
		tenant: tenants.find(({ tenantId }) => tenantId === run.request.tenantId) ?? null,
	}));
	const filtered = setIn(filter);
	const next = runs.length > PAGE ? (cards.at(-1)?.run.id ?? null) : null;
	const list = {
		...{ shown: cards.length, isLater: before.after !== undefined },
		firstHref: addressWith(PATH, filtered, allHref),
		nextHref: next && addressWith(PATH, { ...filtered, before: next }),
		words: { first: 'Newest', next: 'Older records' },
	};
	return {
		...{ title: 'Reports', nav: 'reports', cards, filter, filtered, tenants, list },
		...{ results: RESULTS, most: MOST_AT_ONCE, isNarrowed: isNarrowing(filter) },
		columns: columnView(PATH, filter.columns, REPORT_COLUMNS, filtered),
	};
}
