import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CompiledQuery } from 'kysely';
import { SqliteTicket } from '../../../runner/database/sqlite-ticket';
import { ROLES, type Role } from '../../../portal/team/roles';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

// They work for every organisation, on no page: `automations/outbox.test.ts`, `schedules/notices.test.ts` and
// `billing/webhooks.test.ts` try them.
vi.mock('../../../portal/automations/worker', () => ({
	startAutomations: () => ({ stop: async () => undefined }),
}));
vi.mock('../../../portal/billing/mirror/worker', () => ({
	startBilling: () => ({ wake: () => undefined, stop: async () => undefined }),
}));
vi.mock('../../../portal/schedules/notices', () => ({
	startNotices: () => ({ stop: async () => undefined }),
}));

/** What rows of an organisation's tables are asked for by. Anything else could lead to those of another one. */
const FILTERS: Readonly<Record<string, RegExp>> = {
	member: /"(?:member"\.")?(?:organisation_id|account_id)" = \?|"id_hash" = \?/,
	organisation: /"organisation"\."id" = \?|where "id" = \?|"id_hash" = \?/,
	invitation: /"organisation_id" = \?|"token_hash" = \?/,
	tenant: /"organisation_id" = \?|where "tenant_id" = \?/,
	covered_employee: /"organisation_id" = \?/,
	deletion: /"organisation_id" = \?/,
	approval: /"organisation_id" = \?|"result_id" = \?/,
	offboarding_template: /"organisation_id" = \?/,
	schedule_notice: /"organisation_id" = \?/,
	automation_rule: /"organisation_id" = \?/,
	billing_customer: /"organisation_id" = \?/,
	subscription:
		/"(?:subscription"\.")?organisation_id" = \?|"organisation"\."id" = \?|"id_hash" = \?/,
	invoice: /"organisation_id" = \?/,
	checkout: /"organisation_id" = \?/,
	automation_delivery: /"organisation_id" = \?/,
	licence_price: /"organisation_id" = \?/,
	saved_view: /"organisation_id" = \?/,
	saved_view_default: /"organisation_id" = \?/,
	schedule: /"tenant_id" (?:=|in) |where "id" = \?/,
	schedule_person: /"schedule_id" = \?|"tenant_id" (?:=|in) /,
	bulk: /"tenant_id" (?:=|in) |"(?:bulk"\.")?id" (?:=|in) |"bulk_id" (?:=|in) /,
	follow_up: /"run_id" (?:=|in) |follow_up\.run_id = run\.id/,
	undo: /"run_id" (?:=|in) |"tenant_id" = \?/,
	addendum: /"run_id" (?:=|in) |"tenant_id" (?:=|in) /,
	run_event: /"run_id" (?:=|in) /,
	device_claim: /"tenant_id" = \?/,
	second_factor: /"account_id" = \?|"organisation_id" = \?/,
	microsoft_identity: /"account_id" = \?|"tenant_id" = \?/,
	directory_person: /tenant_id(?:" =| =| \|\| '' =) \?/,
	directory_sync: /"tenant_id" = \?/,
	directory_past_sync: /"tenant_id" = \?/,
	audit_entry: /organisation"? = (?:\?|audit_log\.organisation)/,
	audit_checkpoint: /"organisation" = \?/,
	run: /"tenant_id" (?:=|in) |"(?:run"\.")?id" (?:=|in) |"run_id" (?:=|in) /,
};

let portal: TestPortal;
let members: Record<Role, Browser>;
const asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];

beforeAll(async () => {
	portal = await testPortal();
	const first = await owner(portal, 'owner@first.example');
	members = {
		owner: first,
		admin: await joined(portal, first, 'admin@first.example', 'admin'),
		manager: await joined(portal, first, 'manager@first.example', 'manager'),
		viewer: await joined(portal, first, 'viewer@first.example', 'viewer'),
	};
	const foreign = await owner(portal, 'owner@second.example');
	await joined(portal, foreign, 'admin@second.example', 'admin');
	await connectSandbox(portal, foreign);
	await connectSandbox(portal, first);
	// Of both there is something to read.
	for (const one of [first, foreign]) {
		await one.post('/settings/templates', { name: 'Standard leaver' });
		const hook = { name: 'Hears', trigger: 'offboarding.failed', url: 'https://hooks.example/x' };
		await one.post('/automations', hook);
		await one.post('/views', { list: 'employees', name: 'Guests', state: 'kind=guest' });
		await one.post('/settings/approval', { required: 'yes' });
		const page = (await one.get('/employees?q=lee.gu')).text;
		const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
		await one.post('/offboardings', { user, confirm: 'lee.gu@rehearsal.example' });
	}
	const asThey = Object.getOwnPropertyDescriptor(SqliteTicket.prototype, 'executeQuery')?.value as (
		this: SqliteTicket,
		query: CompiledQuery,
	) => never;
	vi.spyOn(SqliteTicket.prototype, 'executeQuery').mockImplementation(function record(
		this: SqliteTicket,
		query: CompiledQuery,
	) {
		asked.push({ sql: query.sql, parameters: query.parameters });
		return asThey.call(this, query);
	});
}, 120_000);

afterEach(() => asked.splice(0));

afterAll(async () => {
	vi.restoreAllMocks();
	await portal.close();
});

const organisationsOf = async () =>
	(await portal.runner.db
		.selectFrom('organisation' as never)
		.selectAll()
		.execute()) as { id: string; domain: string }[];

describe.each(ROLES)('every page, opened by a %s', (role) => {
	it('asks for rows of its own organisation only', async () => {
		const person = /href="\/employees\/([0-9a-f-]{36})"/.exec(
			(await members[role].get('/employees')).text,
		)?.[1];
		const second = (await organisationsOf()).find(({ domain }) => domain === 'second.example');
		const theirs = (await portal.runner.db
			.selectFrom('tenant' as never)
			.selectAll()
			.where('organisation_id' as never, '=', second?.id as never)
			.execute()) as { tenant_id: string }[];
		asked.splice(0);
		for (const { method, path, access } of portal.routes) {
			if (method !== 'get' || access === 'anybody') continue;
			await members[role].get(path.replace(':id', person ?? 'none').replace(':token', 'x'));
		}
		let looked = 0;
		const open = new Set<string>();
		for (const { sql, parameters } of asked) {
			for (const [table, filter] of Object.entries(FILTERS)) {
				if (!new RegExp(`(?:from|join|update) "?${table}"?[ ,)]`).test(`${sql} `)) continue;
				if (!filter.test(sql)) open.add(`${table}: ${sql}`);
				looked++;
			}
			const foreign = [second?.id, theirs[0]?.tenant_id].find((id) => parameters.includes(id));
			if (foreign !== undefined) open.add(`of another organisation: ${sql}`);
		}
		expect([...open]).toEqual([]);
		expect(looked).toBeGreaterThan(100);
	});
});
