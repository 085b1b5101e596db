import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditDesk } from '../../../runner/audit/desk';
import type { RenewedKey } from '../../../runner/audit/key-changes';
import { auditKeyFile } from '../../../runner/audit/keys';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { readRun } from '../../../runner/journal/read-runs';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { BOTH_KINDS, type Place } from '../database/engines';
import { checkpoint, entriesIn, leaver, wholeRun } from './scene';

const REMEDY = /audit\.key .*offboardiq audit renew-key goes on with a new one\.$/;

const aside = ({ folder }: Place): string => `${auditKeyFile(folder)}.aside`;

describe.each(BOTH_KINDS)('a data folder whose key is lost, on %s', (_name, create) => {
	let place: Place;
	let before: Db;
	let db: Db;
	let desk: AuditDesk;

	beforeEach(async () => {
		place = await create();
		before = place.open();
		await migrate(before, 'audit', MIGRATIONS);
		await wholeRun(before, place.folder, leaver(1));
		renameSync(auditKeyFile(place.folder), aside(place));
		// Another process: whoever had it in memory still has it.
		db = place.open();
		desk = new AuditDesk(db);
	});

	afterEach(async () => {
		await Promise.all([before.destroy(), db.destroy()]);
		await place.remove();
	});

	async function verdict(name: string, key: string | null = null) {
		const folder = join(place.folder, name);
		await desk.exportBundle({ folder, from: null, personal: true, actor: 'ben' });
		const { holds, findings } = await verifyBundle(folder, { key });
		return { holds, bad: findings.filter((finding) => !finding.holds) };
	}

	it('goes on locking people out, each act with its entry, without what the key hides', async () => {
		const run = await wholeRun(db, place.folder, leaver(2));
		expect((await readRun(db, run))?.status).toBe('completed');
		const mine = (await entriesIn(db)).filter((entry) => entry.run === run);
		expect(mine.map(({ type }) => type)).toContain('offboarding.ended');
		for (const { facts, body, subject } of mine) {
			expect([body, subject]).toEqual([null, null]);
			expect(JSON.parse(facts)).toMatchObject({ noKey: true });
			expect(JSON.parse(facts)).not.toHaveProperty('device');
		}
		expect(JSON.stringify(mine)).not.toContain('canary');
	});

	it('signs nothing, exports nothing, and says in one line what to do', async () => {
		expect(await desk.keyTrouble()).toMatch(REMEDY);
		await expect(checkpoint(db)).rejects.toThrow(REMEDY);
		await expect(verdict('bundle')).rejects.toThrow(REMEDY);
		await expect(desk.rollKey('ben')).rejects.toThrow(REMEDY);
	});

	it('finds a key that is another one, or that others may read', async () => {
		const file = auditKeyFile(place.folder);
		writeFileSync(file, `offboardiq-key-1 ${'A'.repeat(43)}\n`, { mode: 0o600 });
		expect(await desk.keyTrouble()).toMatch(REMEDY);
		chmodSync(file, 0o644);
		expect(await desk.keyTrouble()).toMatch(/may be read by others/);
		await wholeRun(db, place.folder, leaver(2));
	});

	it('signs what was written meanwhile once the key is back', async () => {
		const run = await wholeRun(db, place.folder, leaver(2));
		renameSync(aside(place), auditKeyFile(place.folder));
		expect(await desk.keyTrouble()).toBeNull();
		await wholeRun(db, place.folder, leaver(3));
		expect(await verdict('bundle')).toEqual({ holds: true, bad: [] });
		const shown = await desk.entries({ limit: 100, run });
		expect(shown.every(({ personal, erased }) => personal === null && !erased)).toBe(true);
	});

	it('goes on with a new key, and holds for whoever knows that key and for nobody else', async () => {
		await wholeRun(db, place.folder, leaver(2));
		const renewed: RenewedKey = await desk.renewKey('ben');
		await wholeRun(db, place.folder, leaver(3));
		const lost = (await entriesIn(db)).find(({ type }) => type === 'audit.keyLost');
		expect(lost).toMatchObject({ seq: renewed.size, actor: 'ben' });
		expect(await verdict('unknown')).toMatchObject({ holds: false, bad: [{ check: 'lost key' }] });
		expect(await verdict('known', renewed.key)).toEqual({ holds: true, bad: [] });
		const other = renewed.key.replace(/.{8}$/, 'AAAAAAA=');
		expect((await verdict('wrong', other)).holds).toBe(false);
		expect((await desk.entries({ limit: 1, run: null }))[0]?.type).toBe('audit.exported');
		await expect(desk.renewKey('ben')).rejects.toThrow(/nothing is lost/);
	});
});
