import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditDesk } from '../../../runner/audit/desk';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { FollowUps } from '../../../runner/follow-up/follow-ups';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { append, leaver, scratch, wholeRun } from '../audit/scene';

const WHO = { by: 'Ada', actor: 'account/1', reason: 'Looked at Intune.' };

describe('a bundle with what people did after the end', () => {
	let db: Db;
	let reports: string;
	const who = leaver(1);

	beforeEach(async () => {
		const folder = scratch();
		reports = join(folder, 'reports');
		mkdirSync(reports);
		db = await openDatabase(folder, { OFFBOARDIQ_SQLITE: 'node' });
	});

	afterEach(() => db.destroy());

	async function bad(): Promise<readonly string[]> {
		const folder = join(scratch(), 'bundle');
		await new AuditDesk(db).exportBundle({ folder, from: null, personal: true, actor: 'ben' });
		const { findings } = await verifyBundle(folder);
		return findings.filter(({ holds }) => !holds).map(({ says }) => says);
	}

	it('holds where a person had one more wipe sent, another run tried again, and it is dealt with', async () => {
		const acts = new FollowUps(db);
		const runId = await wholeRun(db, reports, who, 'open');
		const decision = { ...WHO, runId, deviceId: who.device };
		await db.transaction().execute((tx) => acts.sendIn(tx, 'OFF-2026-000002', decision));
		await wholeRun(db, reports, who);
		await acts.dealtWith({ ...WHO, runId });
		expect(await bad()).toEqual([]);
	});

	it('does not where a device was sent two, and nobody had decided about the first', async () => {
		await wholeRun(db, reports, who, 'open');
		await db.deleteFrom('device_claim').execute();
		await wholeRun(db, reports, who);
		expect((await bad())[0]).toMatch(
			/^Entry \d+ sends to the device of entry \d+ a second time\.$/,
		);
	});

	it('does not where something is said of a run that has not ended', async () => {
		await append(db, {
			...{ type: 'offboarding.requested', run: 'OFF-9', facts: { tenant: 't', dryRun: false } },
		});
		await append(db, { type: 'offboarding.dealtWith', run: 'OFF-9', facts: { tenant: 't' } });
		expect(await bad()).toEqual(['Entry 2 comes before the end of OFF-9.']);
	});
});
