import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditDesk } from '../../../runner/audit/desk';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { claimDevice } from '../../../runner/journal/device-claims';
import { Journal } from '../../../runner/journal/journal';
import { readRun } from '../../../runner/journal/read-runs';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { START } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';
import { leaver, scratch, wholeRun } from './scene';

const [gone, stays] = [leaver(1), leaver(2)];

describe.each(ENGINES)('erasing a person, on %s', (name, create) => {
	let place: Place;
	let db: Db;
	let audit: AuditDesk;
	let reports: string;
	let goneRun: string;
	let staysRun: string;

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
		audit = new AuditDesk(db);
		reports = join(scratch(), 'reports');
		mkdirSync(reports);
		goneRun = await wholeRun(db, reports, gone);
		staysRun = await wholeRun(db, reports, stays);
	});

	afterEach(async () => {
		await db.destroy();
		await place.remove();
	});

	const erase = async (asked: string) => audit.erase(await audit.erasable(asked), 'ben');

	/** Every byte that the database keeps in files of ours. */
	const onDisk = () =>
		readdirSync(place.folder)
			.filter((file) => file.startsWith('offboardiq.sqlite'))
			.map((file) => readFileSync(join(place.folder, file)).toString('latin1'))
			.join('\n');

	it('leaves nothing of them in the database, and nothing of others is touched', async () => {
		expect(await erase(gone.upn.toUpperCase())).toMatchObject({
			runs: [goneRun],
			reports: 1,
			isClean: true,
		});
		const tables = await db.introspection.getTables();
		const rows = await Promise.all(
			tables.map((table) =>
				db
					.selectFrom(table.name as 'run')
					.selectAll()
					.execute(),
			),
		);
		const said = JSON.stringify(rows);
		for (const canary of [gone.name, gone.upn, gone.id]) expect(said).not.toContain(canary);
		for (const canary of [stays.name, stays.upn, stays.id]) expect(said).toContain(canary);
		expect(existsSync(join(reports, `${goneRun}.pdf`))).toBe(false);
		expect(existsSync(join(reports, `${staysRun}.pdf`))).toBe(true);
		const entries = await audit.entries({ limit: 100, run: goneRun });
		expect(entries.filter(({ erased }) => erased).length).toBeGreaterThan(4);
		expect(entries.every(({ personal }) => personal === null)).toBe(true);
	});

	it('leaves no trace in the files of SQLite, where the others still are', async () => {
		if (name === 'Postgres') {
			// Its files are the server's; what the tables say is in the test above.
			expect(onDisk()).toBe('');
			return;
		}
		await erase(gone.id);
		const bytes = onDisk();
		for (const canary of [gone.name, gone.upn, gone.id]) expect(bytes).not.toContain(canary);
		expect(bytes).toContain(stays.name);
	});

	it('keeps that there was a run and how it ended, and what prevents a second wipe', async () => {
		await erase(gone.id);
		const run = await readRun(db, goneRun);
		expect(run).toMatchObject({ status: 'completed', offboarding: null, report: null });
		expect(run?.request.user).toBe('(erased)');
		const held = await new Journal(db).start(
			{
				...{ user: 'x', manager: null, requestedBy: null, ticket: null, requestedAt: START },
				...{ dryRun: false, tenantId: 't', cloud: 'global', reportFolder: reports, breakGlass: [] },
			},
			'OFF',
			'host/1/a',
		);
		held.tenantId = 't';
		expect(await claimDevice(db, held, gone.device, 'wipe')).toMatchObject({
			runId: goneRun,
			state: 'accepted',
		});
	});

	it('leaves a chain that holds, with an entry that tells of it', async () => {
		await erase(gone.id);
		const folder = join(scratch(), 'bundle');
		await audit.exportBundle({ folder, from: null, personal: true, actor: 'ben' });
		const { holds, findings } = await verifyBundle(folder);
		expect(findings.filter((finding) => !finding.holds)).toEqual([]);
		expect(holds).toBe(true);
		expect(findings.find(({ check }) => check === 'personal data')?.says).toBe(
			'1 key opens what is said of people. 1 was erased, as the log says.',
		);
	});

	it('is refused on a legal hold, for whom nobody knows, and while something is still to come', async () => {
		await expect(erase('nobody@contoso.com')).rejects.toThrow(/Nothing is kept about nobody@/);
		await db.updateTable('run').set({ status: 'waiting' }).where('id', '=', goneRun).execute();
		await expect(erase(gone.id)).rejects.toThrow(`${goneRun} is about them and has not ended.`);
		await db.updateTable('run').set({ status: 'completed' }).where('id', '=', goneRun).execute();
		await audit.changeSettings({ legalHold: true, retentionDays: 1 }, 'ben');
		await expect(erase(gone.id)).rejects.toThrow(/A legal hold is on/);
		const never = new AbortController().signal;
		await db.updateTable('run').set({ finished_at: '2026-01-01T00:00:00.000Z' }).execute();
		expect(await audit.keepRetention(never)).toBe(0);
		await audit.changeSettings({ legalHold: false }, 'ben');
		expect(await audit.keepRetention(never)).toBe(2);
		expect(await audit.keepRetention(never)).toBe(0);
		expect((await readRun(db, staysRun))?.request.user).toBe('(erased)');
	});

	it('keeps what was said of a list until everybody on it is erased', async () => {
		const list = { id: 'BULK-1', tenant_id: 't', cloud: 'global', requested_by: 'ben' };
		await db
			.insertInto('bulk')
			.values({
				...{ ...list, ticket: 'T-1', requested_at: START, dry_run: 0, report_folder: reports },
				...{ break_glass_json: '[]', finished_at: START, lease_owner: null, lease_until: null },
				case_json: '{"approvedBy":"Nestor"}',
			})
			.execute();
		const member = { bulk_id: list.id, requested_manager: null };
		await db
			.insertInto('bulk_member')
			.values([
				{ ...member, position: 0, requested_user: gone.upn, run_id: goneRun },
				{ ...member, position: 1, requested_user: stays.upn, run_id: staysRun },
			])
			.execute();
		const said = async () =>
			await db.selectFrom('bulk').select(['case_json', 'ticket']).executeTakeFirst();
		await erase(gone.id);
		expect(await said()).toEqual({ case_json: '{"approvedBy":"Nestor"}', ticket: 'T-1' });
		await erase(stays.id);
		expect(await said()).toEqual({ case_json: null, ticket: null });
	});

	it('asks which one, where a name was that of two people', async () => {
		const renamed = { ...leaver(3), upn: stays.upn };
		const other = await wholeRun(db, reports, renamed);
		await expect(erase(stays.upn)).rejects.toThrow(
			`${stays.upn} was the name of 2 people. Give one object id: ${stays.id}, ${renamed.id}.`,
		);
		expect((await erase(renamed.id)).runs).toEqual([other]);
	});
});
