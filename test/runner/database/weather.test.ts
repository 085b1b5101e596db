import { execFile, execFileSync, spawn } from 'node:child_process';
import {
	chmodSync,
	closeSync,
	copyFileSync,
	mkdtempSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statfsSync,
	statSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { DatabaseError } from '../../../runner/database/errors';
import { openDatabase } from '../../../runner/database/open';
import { eventsAfter } from '../../../runner/journal/run-event';
import { readRun, readRuns } from '../../../runner/journal/read-runs';
import { ENGINES, insert, seriesOf } from './engines';

/** The built one, for what has to be another process. */
const OPEN = resolve(__dirname, '../../../dist/runner/database/open.js');

/** An error for a person: of ours, on one line, beginning with what is wrong. */
async function oneLine(work: Promise<unknown>): Promise<string> {
	const error: unknown = await work.catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(DatabaseError);
	const { message } = error as Error;
	expect(message).toMatch(/^The database [^\n]+\.$/);
	return message;
}

describe.each(['sqlite3', 'node'])('SQLite, %s', (engine) => {
	const environment = { OFFBOARDIQ_SQLITE: engine };
	const opened: Db[] = [];
	let data: string;
	let file: string;

	beforeEach(() => {
		data = mkdtempSync(join(tmpdir(), 'oiq-weather-'));
		file = join(data, 'offboardiq.sqlite');
	});

	afterEach(async () => {
		for (const db of opened.splice(0)) await db.destroy();
		rmSync(data, { recursive: true, force: true });
	});

	async function open(): Promise<Db> {
		const db = await openDatabase(data, environment);
		opened.push(db);
		return db;
	}

	async function close(): Promise<void> {
		for (const db of opened.splice(0)) await db.destroy();
	}

	it('a data folder that may not be written to', async () => {
		await insert(await open(), 'before');
		await close();
		await asNobody(data, async () => {
			// Who may not even open the file, and who may not write beside it.
			expect(await oneLine(open())).toMatch(/(cannot be opened|may not be written to)\. Check/);
		});
		expect(await seriesOf(await open())).toEqual(['before']);
	});

	it('a file that may not be written to any more, in the middle', async () => {
		const db = await open();
		await insert(db, 'before');
		await sql`pragma query_only = on`.execute(db);
		expect(await oneLine(insert(db, 'lost'))).toMatch(
			/may not be written to\. Check the permissions/,
		);
		await sql`pragma query_only = off`.execute(db);
		await insert(db, 'after');
		expect(await seriesOf(db)).toEqual(['after', 'before']);
	});

	it('a disk that is full', async () => {
		const disk = smallDisk(data);
		try {
			const db = await open();
			await disk.limit(db);
			await insert(db, 'before');
			const filling = db.transaction().execute(async (tx) => {
				await insert(tx, 'part of it');
				for (let count = 0; count < 200; count += 1) await insert(tx, `${count}`.repeat(4000));
			});
			expect(await oneLine(filling)).toMatch(/cannot grow: the disk is full\. Free some space/);
			expect(await seriesOf(db)).toEqual(['before']);
			await insert(db, 'small');
			expect(await seriesOf(db)).toEqual(['before', 'small']);
			await close();
			expect(await seriesOf(await open())).toEqual(['before', 'small']);
		} finally {
			await close();
			disk.remove();
		}
	});

	it('a file that is deleted while it is open', async () => {
		const db = await open();
		await insert(db, 'before');
		rmSync(file);
		for (const work of [() => insert(db, 'lost'), () => seriesOf(db)]) {
			expect(await oneLine(work())).toMatch(
				/was deleted or replaced while it was in use\. Put it back/,
			);
		}
		const inTransaction = db.transaction().execute((tx) => insert(tx, 'lost'));
		expect(await oneLine(inTransaction)).toMatch(/deleted or replaced/);
	});

	it('a file that is replaced by a backup in the middle of a transaction', async () => {
		const db = await open();
		await insert(db, 'before');
		await sql`pragma wal_checkpoint(truncate)`.execute(db);
		const backup = join(data, 'backup');
		copyFileSync(file, backup);
		const work = db.transaction().execute(async (tx) => {
			await insert(tx, 'lost');
			renameSync(backup, file);
		});
		expect(await oneLine(work)).toMatch(/deleted or replaced/);
		await close();
		for (const rest of ['-wal', '-shm']) rmSync(`${file}${rest}`, { force: true });
		expect(await seriesOf(await open())).toEqual(['before']);
	});

	it('a file of which a page is damaged', async () => {
		const db = await open();
		for (let count = 0; count < 400; count += 1) await insert(db, `${count}`.padStart(400, 'x'));
		await close();
		damage(file);
		const damaged = await open().catch((error: unknown) => error as DatabaseError);
		// Which page is met first is SQLite's business; that it is said is ours.
		const said =
			damaged instanceof DatabaseError ? damaged.message : await oneLine(seriesOf(damaged));
		expect(said).toMatch(/is damaged\. Restore it from a backup/);
	});

	it('a file that is cut short', async () => {
		await insert(await open(), 'before');
		await close();
		const half = statSync(file).size / 2;
		writeFileSync(file, readFileSync(file).subarray(0, half));
		const damaged = await open().catch((error: unknown) => error as DatabaseError);
		const said =
			damaged instanceof DatabaseError ? damaged.message : await oneLine(readRuns(damaged));
		expect(said).toMatch(/is damaged|is not a database file/);
	});

	it('another process that writes at the same time waits its turn', async () => {
		const db = await open();
		const writer = `
			const { openDatabase } = require(${JSON.stringify(OPEN)});
			openDatabase(process.argv[1]).then(async (db) => {
				for (let count = 0; count < 50; count += 1)
					await db.insertInto('run_number').values({ series: 'child' + count, year: 1, last: 1 }).execute();
				await db.destroy();
			}).catch((error) => { console.error(error); process.exitCode = 1; });
		`;
		const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...environment };
		const child = promisify(execFile)(process.execPath, ['-e', writer, data], { env });
		for (let count = 0; count < 50; count += 1) await insert(db, `parent${count}`);
		await child;
		expect(await seriesOf(db)).toHaveLength(100);
	}, 60_000);

	it('another process that does not let go', async () => {
		const db = await open();
		await insert(db, 'before');
		const release = await heldByAnother(file);
		try {
			expect(await seriesOf(db)).toEqual(['before']);
			const began = performance.now();
			expect(await oneLine(insert(db, 'late'))).toMatch(
				/is held by another process for too long\. End it/,
			);
			expect(performance.now() - began).toBeGreaterThan(4000);
		} finally {
			await release();
		}
		await insert(db, 'after');
		expect(await seriesOf(db)).toEqual(['after', 'before']);
	}, 60_000);
});

describe.each(ENGINES)('a record that is cut, on %s', (_name, create) => {
	it('is named, and none of it is shown', async () => {
		const place = await create();
		const db = await openDatabase(place.folder, place.environment);
		const run = {
			...{ id: 'OFF-2026-000001', status: 'running', requested_user: 'u', dry_run: 0 },
			...{ tenant_id: 't', cloud: 'global', started_at: 'now', requested_at: 'now' },
		};
		await db
			.insertInto('run')
			.values({ ...run, offboarding_json: null })
			.execute();
		const step = { run_id: run.id, key: 'disableAccount', status: 'done', started_at: 'now' };
		await db
			.insertInto('step')
			.values({ ...step, outcome_json: '{"sum' })
			.execute();
		await db
			.insertInto('run_event')
			.values({ run_id: run.id, sequence: 1, at: 'now', type: 'x', data_json: '{"mary' })
			.execute();
		const restore = 'Restore the database from a backup.';
		for (const read of [() => readRuns(db), () => readRun(db, run.id)]) {
			await expect(read()).rejects.toThrow(
				`A record in the database is damaged: step disableAccount of run OFF-2026-000001. ${restore}`,
			);
		}
		await expect(eventsAfter(db, run.id, 0)).rejects.toThrow(
			`A record in the database is damaged: event 1 of run OFF-2026-000001. ${restore}`,
		);
		await db.updateTable('run').set({ offboarding_json: '' }).execute();
		await expect(readRuns(db)).rejects.toThrow(`damaged: run OFF-2026-000001. ${restore}`);
		await db.destroy();
		await place.remove();
	});
});

/** Takes the right to write a folder away. Root has it in any case, so for root somebody else does the work. */
async function asNobody(folder: string, work: () => Promise<void>): Promise<void> {
	const isRoot = process.geteuid?.() === 0;
	chmodSync(folder, 0o555);
	if (isRoot) process.seteuid?.(65534);
	try {
		await work();
	} finally {
		if (isRoot) process.seteuid?.(0);
		chmodSync(folder, 0o700);
	}
}

/** Enough for a few rows. */
const ROOM_BYTES = 160 * 1024;

/** A disk of 400 KiB where one may be mounted; elsewhere SQLite is told that there is no more. */
function smallDisk(folder: string): { limit(db: Db): Promise<void>; remove(): void } {
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'ignore' });
		return {
			// Something else takes all but a little of it, however large an empty database is by now.
			limit: async () => {
				const { bavail, bsize } = statfsSync(folder);
				writeFileSync(join(folder, 'ballast'), Buffer.alloc(bavail * bsize - ROOM_BYTES));
			},
			remove: () => execFileSync('umount', ['-l', folder]),
		};
	} catch {
		return {
			limit: async (db) => {
				const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
				const most = (rows[0]?.page_count ?? 0) + 20;
				await sql`pragma max_page_count = ${sql.lit(most)}`.execute(db);
			},
			remove: () => undefined,
		};
	}
}

/** Overwrites everything behind the first two pages, as a bad disk does. */
function damage(file: string): void {
	const handle = openSync(file, 'r+');
	const { size } = statSync(file);
	const noise = Buffer.alloc(1024, 0x5a);
	for (let at = 8192; at < size; at += 4096) writeSync(handle, noise, 0, noise.length, at);
	closeSync(handle);
}

/** Another process takes the write lock of a file. @returns what ends it */
async function heldByAnother(file: string): Promise<() => Promise<void>> {
	const holder = `
		const { DatabaseSync } = require('node:sqlite');
		new DatabaseSync(process.argv[1]).exec('begin immediate');
		process.stdout.write('held');
		process.stdin.resume();
	`;
	const env = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' };
	const child = spawn(process.execPath, ['-e', holder, file], { env });
	await new Promise((held) => child.stdout.once('data', held));
	return async () => {
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await ended;
	};
}
