import {
	chmodSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph';
import { keyFileOf } from '../../../runner/connections/connection-key';
import { KeptConnections } from '../../../runner/connections/kept-connections';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';

const SECRET = 'CANARY-secret-7f3a91';
const CLIENT = 'canary-client-55d1';
const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

let folder: string;
let db: Db;
let kept: KeptConnections;

const connection = (more: object = {}) =>
	parseConnection({ tenantId: 'contoso.com', clientId: CLIENT, clientSecret: SECRET, ...more });
const keyFile = () => join(folder, 'keys', 'connections.key');

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-kept-'));
	db = await openDatabase(folder);
	kept = new KeptConnections(db, keyFileOf(folder));
});

afterEach(async () => {
	await db.destroy();
	rmSync(folder, { recursive: true, force: true });
});

describe('a kept connection', () => {
	it('comes back whole, under the id of its tenant, in another process too', async () => {
		const id = await kept.keep(connection(), TENANT.toUpperCase());
		const again = await new KeptConnections(db, keyFileOf(folder)).open(id);
		expect(again).toEqual({ ...connection(), tenantId: TENANT });
	});

	it('is in no file of the folder in clear, key included', async () => {
		await kept.keep(connection(), TENANT);
		const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
			entry.isFile(),
		);
		expect(files.length).toBeGreaterThan(1);
		for (const file of files) {
			const text = readFileSync(join(file.parentPath, file.name)).toString('latin1');
			expect([file.name, text.includes(SECRET), text.includes(CLIENT)]).toEqual([
				file.name,
				false,
				false,
			]);
		}
	});

	it('has a key that only its owner can read', async () => {
		await kept.keep(connection(), TENANT);
		expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
		expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
	});

	it('is replaced by a newer one of the same app in the same tenant, and by no other', async () => {
		const first = await kept.keep(connection(), TENANT);
		const newer = connection({ clientId: CLIENT.toUpperCase(), clientSecret: 'newer' });
		expect(await kept.keep(newer, TENANT)).toBe(first);
		expect((await kept.open(first)).credential).toEqual({ kind: 'secret', clientSecret: 'newer' });
		const otherApp = await kept.keep(connection({ clientId: 'another' }), TENANT);
		const otherTenant = await kept.keep(connection(), OTHER);
		expect(new Set([first, otherApp, otherTenant]).size).toBe(3);
	});

	it('gets the same key from two that keep their first at once', async () => {
		const [a, b] = await Promise.all([
			new KeptConnections(db, keyFileOf(folder)).keep(connection(), TENANT),
			new KeptConnections(db, keyFileOf(folder)).keep(connection(), OTHER),
		]);
		const reader = new KeptConnections(db, keyFileOf(folder));
		expect((await reader.open(a)).tenantId).toBe(TENANT);
		expect((await reader.open(b)).tenantId).toBe(OTHER);
		expect(readdirSync(join(folder, 'keys'))).toEqual(['connections.key']);
	});
});

describe('what is refused, in one line', () => {
	it("a secret in another tenant's row, or sent to another host", async () => {
		const mine = await kept.keep(connection(), TENANT);
		const theirs = await kept.keep(connection({ clientSecret: 'theirs' }), OTHER);
		const { sealed } = await db
			.selectFrom('connection')
			.select('sealed')
			.where('id', '=', mine)
			.executeTakeFirstOrThrow();
		await db.updateTable('connection').set({ sealed }).where('id', '=', theirs).execute();
		await expect(kept.open(theirs)).rejects.toThrow(/was changed in the database and is not used/);
		const evil = { login_base_url: 'https://login.evil.example' };
		await db.updateTable('connection').set(evil).where('id', '=', mine).execute();
		await expect(kept.open(mine)).rejects.toThrow(/was changed in the database/);
	});

	it('the key of another folder', async () => {
		const id = await kept.keep(connection(), TENANT);
		const other = mkdtempSync(join(tmpdir(), 'oiq-kept-'));
		const otherDb = await openDatabase(other);
		await new KeptConnections(otherDb, keyFileOf(other)).keep(connection(), TENANT);
		await otherDb.destroy();
		writeFileSync(keyFile(), readFileSync(join(other, 'keys', 'connections.key')));
		const reader = new KeptConnections(db, keyFileOf(folder));
		const line = /connections\.key is not the one that the kept connections were sealed with\./;
		await expect(reader.open(id)).rejects.toThrow(line);
		await expect(reader.keep(connection(), TENANT)).rejects.toThrow(line);
		await expect(reader.check()).rejects.toThrow(line);
	});

	it('a missing key, which is not made anew; a key that is none; one that others can read', async () => {
		const id = await kept.keep(connection(), TENANT);
		const key = readFileSync(keyFile());
		rmSync(keyFile());
		await expect(
			new KeptConnections(db, keyFileOf(folder)).keep(connection(), TENANT),
		).rejects.toThrow(/is missing, and connections are sealed with it/);
		writeFileSync(keyFile(), 'hello\n', { mode: 0o600 });
		await expect(new KeptConnections(db, keyFileOf(folder)).open(id)).rejects.toThrow(
			/is no key of OffboardIQ/,
		);
		writeFileSync(keyFile(), key);
		chmodSync(keyFile(), 0o644);
		await expect(new KeptConnections(db, keyFileOf(folder)).open(id)).rejects.toThrow(
			/may be read by others on this machine/,
		);
	});
});
