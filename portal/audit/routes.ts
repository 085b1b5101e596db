import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { columnView, readOf } from '../http/columns';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { actorOf } from './acts';
import {
	AUDIT_COLUMNS,
	auditFilter,
	isNarrowing,
	KINDS_OF_ACTS,
	setIn,
	wantedOf,
} from './audit-filter';
import { ACTORS, auditRows } from './audit-rows';

const PAGE = 50;
/** Columns that are always shown. */
const FIRST = 'time, who and what';

/** Who did what, the newest first, and the same as a table for a spreadsheet. */
export function addAuditRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/audit', 'audit:read', async (call) => {
		await openList(services, call, 'audit', async (views) => {
			call.page('audit/views/audit', { ...(await auditPage(services, call)), views });
		});
	});
	routes.member('get', '/audit/export', 'audit:read', async (call) => {
		const { organisation, accountId } = call.member;
		const filter = auditFilter(readOf(call));
		const log = services.runner.audit.of(organisation.id);
		const rows = log.csv(wantedOf(filter), actorOf(accountId));
		const day = services.now().toISOString().slice(0, 10);
		call.response.type('csv').set('Content-Disposition', `attachment; filename="audit-${day}.csv"`);
		// Piece by piece: a log may have millions of entries.
		await pipeline(Readable.from(rows, { objectMode: false }), call.response).catch((error) => {
			// Whoever closed the window does not want the rest.
			if (!call.request.destroyed) throw error;
		});
	});
}

async function auditPage(services: Services, call: MemberCall) {
	const { organisation } = call.member;
	const log = services.runner.audit.of(organisation.id);
	const filter = auditFilter(readOf(call));
	const before = /^[1-9]\d{0,14}$/.test(call.query('before')) ? Number(call.query('before')) : null;
	const [found, position, trouble, tenants, members] = await Promise.all([
		log.entries({ ...wantedOf(filter), before, limit: PAGE + 1 }),
		log.position(),
		log.keyTrouble(),
		tenantsOf(services.db, organisation.id),
		membersOf(services, organisation.id),
	]);
	const rows = await auditRows(services.db, found.slice(0, PAGE), tenants);
	return {
		...{ title: 'Audit', nav: 'audit', rows, filter, position, kinds: KINDS_OF_ACTS, before },
		// What is wrong with the key is for whoever runs the machine; its path is nobody else's.
		...{ isUnsigned: trouble !== null, filtered: setIn(filter) },
		columns: columnView('/audit', filter.columns, AUDIT_COLUMNS, setIn(filter), FIRST),
		isNarrowed: isNarrowing(filter),
		people: [...members, ...Object.entries(ACTORS)],
		next: found.length > PAGE ? (rows.at(-1)?.seq ?? null) : null,
	};
}

async function membersOf({ db }: Services, organisationId: string) {
	const rows = await db
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select(['account.id', 'account.name'])
		.where('member.organisation_id', '=', organisationId)
		.orderBy('account.name')
		.execute();
	return rows.map(({ id, name }) => [id, name] as const);
}
