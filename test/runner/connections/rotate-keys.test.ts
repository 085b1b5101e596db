import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph';
import { keyFileOf } from '../../../runner/connections/connection-key';
import { readKeyFile } from '../../../runner/connections/key-file';
import { KeptConnections } from '../../../runner/connections/kept-connections';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';

let folder: string;
let db: Db;
let kept: KeptConnections;

const app = (more: object = {}) =>
	parseConnection({ tenantId: 'contoso.com', clientId: 'app-1', clientSecret: 'one', ...more });
const rows = () => db.selectFrom('connection').selectAll().orderBy('tenant_id').execute();
const keyFile = () => keyFileOf(folder);

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-rotate-'));
	db = await openDatabase(folder);
	kept = new KeptConnections(db, keyFile());
});

afterEach(async () => {
	await db.destroy();
	rmSync(folder, { recursive: true, force: true });
});

it('a new key seals everything anew, and what was kept opens as before', async () => {
	const first = await kept.keep(app(), TENANT);
	await kept.keep(app({ clientSecret: 'two' }), OTHER);
	const before = await rows();
	const elsewhere = new KeptConnections(db, keyFile());
	await elsewhere.open(first);
	expect(await kept.rotate('Ann <ann@corp.example>')).toBe(2);
	const after = await rows();
	for (const [at, row] of after.entries()) {
		expect(row.key_id).not.toBe(before[at]?.key_id);
		expect(row.sealed).not.toBe(before[at]?.sealed);
		expect(row.id).toBe(before[at]?.id);
	}
	for (const one of [kept, elsewhere, new KeptConnections(db, keyFile())]) {
		expect((await one.open(first)).credential).toEqual({ kind: 'secret', clientSecret: 'one' });
		await one.check();
	}
	expect(statSync(keyFile()).mode & 0o077).toBe(0);
});

it('the same app stays one connection, also where a backup brought an older row back', async () => {
	const id = await kept.keep(app(), TENANT);
	const [backup] = await rows();
	await kept.rotate();
	expect(await kept.keep(app({ clientSecret: 'new' }), TENANT)).toBe(id);
	expect(await rows()).toHaveLength(1);
	await db.deleteFrom('connection').execute();
	if (backup) await db.insertInto('connection').values(backup).execute();
	expect((await kept.open(id)).credential).toEqual({ kind: 'secret', clientSecret: 'one' });
	expect(await kept.keep(app({ clientSecret: 'newer' }), TENANT)).toBe(id);
	expect((await kept.open(id)).credential).toEqual({ kind: 'secret', clientSecret: 'newer' });
});

it('what is not rotated goes on with the first key', async () => {
	await kept.keep(app(), TENANT);
	const before = await readKeyFile(keyFile(), false);
	await kept.rotate();
	await kept.rotate();
	expect(readFileSync(keyFile(), 'utf8').trim().split('\n')).toHaveLength(3);
	expect(await readKeyFile(keyFile(), false)).toEqual(before);
});

it('without the new key nothing opens, and one line says so', async () => {
	const id = await kept.keep(app(), TENANT);
	const old = readFileSync(keyFile(), 'utf8');
	await kept.rotate();
	writeFileSync(keyFile(), old);
	await expect(new KeptConnections(db, keyFile()).open(id)).rejects.toThrow('is not the one that');
});

it('of two rotations at once the second is refused, and no key is lost', async () => {
	const id = await kept.keep(app(), TENANT);
	const others = [kept, new KeptConnections(db, keyFile())];
	const ends = await Promise.allSettled(others.map((one) => one.rotate()));
	expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
	expect((await new KeptConnections(db, keyFile()).open(id)).clientId).toBe('app-1');
});
