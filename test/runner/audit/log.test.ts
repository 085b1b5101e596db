import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditOf } from '../../../runner/audit/audit-of';
import { chain, genesis } from '../../../runner/audit/chain';
import { noteHash, parseCheckpoint } from '../../../runner/audit/checkpoint';
import { hasSigned, parseKey } from '../../../runner/audit/note';
import type { Facts } from '../../../runner/audit/acts';
import { AuditDesk } from '../../../runner/audit/desk';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { ENGINES, type Place } from '../database/engines';
import { append, checkpoint, entriesIn } from './scene';

const entry = (n: number) =>
	({ type: 'bulk.begun', actor: 'ben', run: `BULK-${n}`, facts: { people: n } }) as const;

describe.each(ENGINES)('the audit log, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	let other: Db;

	beforeEach(async () => {
		place = await create();
		[db, other] = [place.open(), place.open()];
		await migrate(db, 'audit', MIGRATIONS);
	});

	afterEach(async () => {
		await Promise.all([db.destroy(), other.destroy()]);
		await place.remove();
	});

	it('chains every entry to the one before, from the name of the log on', async () => {
		await append(db, entry(1), entry(2));
		await append(other, entry(3));
		const rows = await entriesIn(db);
		const { origin } = await checkpoint(db);
		let prev = genesis(origin);
		for (const [index, row] of rows.entries()) {
			expect(row).toMatchObject({ seq: index + 1, prev, run: `BULK-${index + 1}` });
			prev = chain(prev, { ...row, facts: JSON.parse(row.facts) as Facts });
			expect(row.hash).toBe(prev);
		}
	});

	it('has no entry of what was rolled back', async () => {
		await append(db, entry(1));
		await expect(
			db.transaction().execute(async (tx) => {
				await auditOf(db).append(tx, [entry(2)]);
				throw new Error('changed my mind');
			}),
		).rejects.toThrow('changed my mind');
		await append(db, entry(3));
		expect((await entriesIn(db)).map(({ seq, run }) => [seq, run])).toEqual([
			[1, 'BULK-1'],
			[2, 'BULK-3'],
		]);
	});

	it('is not changed and not deleted from, nor are its checkpoints', async () => {
		await append(db, entry(1));
		await checkpoint(db);
		const tries = [
			sql`update audit_entry set actor = 'somebody else'`,
			sql`delete from audit_entry`,
			sql`update audit_checkpoint set note = ''`,
			sql`delete from audit_checkpoint where size = 1`,
		];
		for (const attempt of tries) {
			await expect(attempt.execute(db)).rejects.toThrow('The audit log is only ever added to');
		}
		expect((await entriesIn(db))[0]?.actor).toBe('ben');
	});

	it('keeps its chain when two append at the same moment', async () => {
		const both = [db, other];
		await Promise.all(
			Array.from({ length: 40 }, (_, n) => append(both[n % 2] as Db, entry(n), entry(100 + n))),
		);
		const rows = await entriesIn(db);
		expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, n) => n + 1));
		expect(rows.slice(1).every(({ prev }, index) => prev === rows[index]?.hash)).toBe(true);
	});

	it('signs a checkpoint every hundred entries, over the one before, and none twice', async () => {
		for (let n = 0; n < 7; n += 1) {
			await append(db, ...Array.from({ length: 30 }, (_, m) => entry(n * 30 + m)));
		}
		const last = await checkpoint(other);
		expect(await checkpoint(db)).toEqual(last);
		const notes = await db.selectFrom('audit_checkpoint').selectAll().orderBy('size').execute();
		expect(notes.map(({ size }) => size)).toEqual([120, 210]);
		const [first, second] = notes.map(({ note }) => parseCheckpoint(note));
		expect(second?.checkpoint.previous).toBe(noteHash(notes[0]?.note ?? ''));
		expect(first?.checkpoint.root).toBe((await entriesIn(db))[119]?.hash);
	});

	it('hands over to a new key with a checkpoint that both have signed', async () => {
		await append(db, entry(1));
		const before = parseCheckpoint((await checkpoint(db)).note);
		const rolled = parseCheckpoint((await new AuditDesk(db).rollKey('ben')).note);
		await append(other, entry(2));
		const after = parseCheckpoint((await checkpoint(other)).note);
		const next = rolled?.checkpoint.next;
		if (!before || !rolled || !after || !next) throw new Error('One of them is no checkpoint');
		const ids = (parsed: typeof before) => parsed.signed.signatures.map(({ keyId }) => keyId);
		expect(ids(rolled)).toEqual([...ids(before), next.id]);
		expect(ids(after)).toEqual([next.id]);
		expect(hasSigned(rolled.signed, next) && hasSigned(after.signed, next)).toBe(true);
		expect(parseKey(`${next.name}+00000000+${'A'.repeat(44)}`)).toBeNull();
		const sealed = await db.selectFrom('audit_key').select('sealed').orderBy('number').execute();
		expect(sealed.map((row) => row.sealed === null)).toEqual([true, false]);
	});

	it('is a chain of its own for each organisation, and a new key takes over in each of them', async () => {
		const desk = new AuditDesk(db);
		const [mine, theirs] = [desk.of('mine'), desk.of('theirs')];
		await db.transaction().execute((tx) => mine.record(tx, [entry(1), entry(2)]));
		await db.transaction().execute((tx) => mine.takeTenant(tx, 'Tenant-A'));
		await append(db, { ...entry(3), facts: { tenant: 'tenant-a', people: 3 } });
		await append(db, { ...entry(4), facts: { tenant: 'tenant-b', people: 4 } });
		await desk.rollKey('ben');
		await db.transaction().execute((tx) => theirs.record(tx, [entry(5)]));
		const numbers = (await entriesIn(db)).map((row) => [row.organisation, row.seq, row.run]);
		expect(numbers.sort()).toEqual([
			['local', 1, 'BULK-4'],
			['local', 2, null],
			['mine', 1, 'BULK-1'],
			['mine', 2, 'BULK-2'],
			['mine', 3, 'BULK-3'],
			['mine', 4, null],
			['theirs', 1, 'BULK-5'],
		]);
		for (const one of [desk, mine, theirs]) {
			const folder = join(place.folder, String(Math.random()));
			await one.exportBundle({ folder, from: null, personal: true, actor: 'ben' });
			expect((await verifyBundle(folder)).findings.filter(({ holds }) => !holds)).toEqual([]);
		}
	});

	it('has nothing of a person in clear', async () => {
		const personal = { employee: { displayName: 'Canary Quetzal' } };
		await append(db, { type: 'offboarding.begun', run: 'OFF-1', facts: {}, personal });
		expect(JSON.stringify(await entriesIn(db))).not.toContain('Canary');
		const shown = await new AuditDesk(other).entries({ limit: 5, run: null });
		expect(shown[0]?.personal).toEqual(personal);
	});
});
