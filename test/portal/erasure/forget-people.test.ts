import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNamedIn, searchesFor } from '../../../portal/erasure/is-about';
import type { Queries } from '../../../portal/database/schema';
import type { RunRecord } from '../../../runner';
import { command } from '../../harness/command';
import {
	connectSandbox,
	offboarded,
	owner,
	testPortal,
	type TestPortal,
} from '../../harness/portal';

const adele = {
	...{ id: 'adele-id', names: ['Adele Vance'] },
	addresses: ['adele.vance@corp.example', 'avance@corp.example'],
};

describe('a text', () => {
	it.each([
		['Adele Vance', true, true],
		['vance,  ADELE', true, true],
		['Ended: Adele Vance (simulated)', true, false],
		['write to adele.vance@corp.example', true, false],
		['adele', false, true],
		['ade van', false, true],
		['avance', false, true],
		['ad', false, false],
		['van', false, true],
		['Adeline Vance', false, false],
		['Marketing', false, false],
		['Adele of Marketing', false, false],
		['', false, false],
	])('%j names her: %s, searches for her: %s', (text, isNamed, isSearch) => {
		expect([isNamedIn(text, adele), searchesFor(text, adele)]).toEqual([
			isNamed,
			isSearch || isNamed,
		]);
	});

	it('of one word is only the whole name of somebody who has no other', () => {
		const prince = { id: null, names: ['Prince'], addresses: [] };
		expect([isNamedIn('prince', prince), isNamedIn('Prince Consort', prince)]).toEqual([
			true,
			false,
		]);
	});
});

describe('whoever is erased from the command line', () => {
	let portal: TestPortal;
	let run: RunRecord;
	let db: Queries;

	beforeAll(async () => {
		portal = await testPortal();
		const boss = await owner(portal, 'owner@corp.example');
		const id = await offboarded(portal, boss, await connectSandbox(portal, boss));
		run = (await portal.runner.run(id)) as RunRecord;
		db = portal.runner.db as unknown as Queries;
		const { id: organisation_id } = await db
			.selectFrom('organisation')
			.select('id')
			.executeTakeFirstOrThrow();
		const name = run.offboarding?.employee.displayName ?? '';
		const surname = name.split(' ').at(-1) ?? '';
		const views: readonly (readonly [id: string, name: string, q: string])[] = [
			['whole', 'One', name],
			['part', 'Two', surname.slice(0, 4)],
			['name', `About ${name}`, ''],
			['other', 'Three', 'somebody else'],
			['short', 'Four', surname.slice(0, 2)],
		];
		const common = { organisation_id, account_id: null, list: 'employees', is_shared: 1 };
		const at = { changed_at: '2026-11-27T03:00:00.000Z' };
		await db
			.insertInto('saved_view')
			.values(
				views.map(([view, called, q]) => ({
					...{ id: view, ...common, name: called, name_key: called.toLowerCase() },
					...{ fields_json: JSON.stringify({ q, kind: '' }), ...at },
				})),
			)
			.execute();
		await db
			.insertInto('saved_view_default')
			.values({ organisation_id, account_id: 'somebody', list: 'employees', view_id: 'whole' })
			.execute();
		const mail = (id: string, text: string) => ({
			...{ id, recipient: 'owner@corp.example', subject: 'Ended', text, attempts: 0 },
			...{ created_at: at.changed_at, sent_at: null, next_attempt_at: '9999', last_error: null },
		});
		await db
			.insertInto('outgoing_mail')
			.values([mail('about', `The offboarding of ${name} has ended.`), mail('not', 'Hello')])
			.execute();
		const members = [{ user: run.offboarding?.employee.id ?? '', name }];
		await db
			.insertInto('approval')
			.values({
				...{ id: 'asked', organisation_id, tenant_id: run.request.tenantId, kind: 'offboarding' },
				...{ why: 'rule', state: 'waiting', open_key: 'x', people: 1, wish_hash: '0' },
				...{ wish_json: JSON.stringify({ members }), asked_by: 'b', asked_email_key: 'b' },
				...{ asked_at: at.changed_at, due_at: null, expires_at: null, held_at: null },
				...{ decided_by: null, decided_at: null, reason: null, result_id: null },
			})
			.execute();
	}, 120_000);

	afterAll(() => portal.close());

	const erase = () => {
		const subject = run.offboarding?.employee.userPrincipalName ?? '';
		const args = ['audit', 'erase', '--data', portal.folder, '--subject', subject];
		return command([...args, '--yes', '--json']);
	};
	const viewsThere = async () =>
		(await db.selectFrom('saved_view').select('id').orderBy('id').execute()).map(({ id }) => id);

	it('stays while a second person is asked about them, and nothing is erased', async () => {
		const { code, stderr } = await erase();
		expect(code).toBe(1);
		expect(stderr.trim()).toBe(
			'A second person is still asked about an offboarding of theirs. Decline or withdraw that in the portal first.',
		);
		expect(await viewsThere()).toHaveLength(5);
		expect((await portal.runner.run(run.id))?.offboarding).not.toBeNull();
	}, 60_000);

	it('is in no view, no mail that waits and no request of the portal any more', async () => {
		const name = run.offboarding?.employee.displayName ?? '';
		const unsent = db.selectFrom('outgoing_mail').select(['subject', 'text']);
		expect(JSON.stringify(await unsent.execute())).toContain(name);
		await db.updateTable('approval').set({ state: 'declined', open_key: null }).execute();
		const { code, stderr } = await erase();
		expect([code, stderr]).toEqual([0, '']);
		expect(await viewsThere()).toEqual(['other', 'short']);
		expect(await db.selectFrom('saved_view_default').selectAll().execute()).toEqual([]);
		const left = await unsent.execute();
		expect(left.map(({ text }) => text)).toContain('Hello');
		expect(JSON.stringify(left)).not.toContain(name);
		const [asked] = await db.selectFrom('approval').select('wish_json').execute();
		expect(asked?.wish_json).toBe('');
	}, 60_000);
});
