import { beforeAll, describe, expect, it } from 'vitest';
import { checkPdf } from '../../../runner/verify/pdf';
import { checkAddendum } from '../../../runner/verify/pdf/check-addendum';
import { checkFacts } from '../../../runner/verify/pdf/check-facts';
import { readRecord, type ReadRecord } from '../../../runner/verify/pdf/read-record';
import type { RecordData } from '../../../nodes/shared/record/facts/recordFacts';
import { addendumTo, makeSignedAddendum } from '../../harness/addendum';
import { recorded, simulated } from '../../harness/offboardings';
import { ecKeys, makeSigned } from '../../harness/signing';

const SHA = 'ab'.repeat(32);

describe('an addendum', () => {
	// The certificate is of today.
	const made = addendumTo(SHA, { checkedAt: new Date().toISOString() });
	let pdf: Uint8Array;
	let read: ReadRecord;
	beforeAll(async () => {
		const { credential } = await ecKeys();
		pdf = (await makeSignedAddendum(made, credential)).bytes;
		read = await readRecord(pdf);
	});

	const brokenIn = (addendum: ReturnType<typeof addendumTo>) =>
		checkAddendum(addendum, read, null).flatMap(({ check, holds }) => (holds ? [] : [check]));

	it('holds as it was made, whatever a device is called', async () => {
		const verdict = await checkPdf(pdf, { recordSha256: SHA });
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(verdict.record).toEqual(made);
	});

	it('does not hold where the data tell something else than the pages', () => {
		const { checks } = addendumTo(SHA);
		const better = checks.map((check) => ({ ...check, status: 'confirmed' as const }));
		expect(brokenIn(addendumTo(SHA))).toEqual([]);
		expect(brokenIn(addendumTo(SHA, { checks: better }))).toEqual(['outcome', 'pages and data']);
		expect(brokenIn(addendumTo(SHA, { checks: better, verdict: 'holds' }))).toEqual([
			'pages and data',
		]);
		expect(brokenIn(addendumTo(SHA, { checks: checks.slice(0, 2) }))).toEqual(['pages and data']);
		expect(brokenIn(addendumTo('cd'.repeat(32)))).toEqual(['first record']);
	});
});

describe('the facts of a record', () => {
	let read: ReadRecord;
	let data: RecordData;
	beforeAll(async () => {
		const { credential } = await ecKeys();
		const { bytes } = await makeSigned(recorded(), credential);
		read = await readRecord(bytes);
		data = (await checkPdf(bytes)).record as RecordData;
	});

	const brokenIn = (record: RecordData) =>
		checkFacts(record, read).flatMap(({ holds, says }) => (holds ? [] : [says]));

	it('follow from the steps, and are on the pages', () => {
		expect(brokenIn(data)).toEqual([]);
		expect(checkFacts(data, read)).toHaveLength(2);
	});

	it('are found where somebody has made them better than they are', () => {
		const { record } = data;
		if (!record) throw new Error('The record has no facts.');
		const timing = { ...record.timing, minutesToLockOut: 1 };
		expect(brokenIn({ ...data, record: { ...record, timing } })).toEqual([
			'What the data say under "timing" does not follow from the steps.',
		]);
		const controls = record.controls.map((row) => ({ ...row, support: 'supports' as const }));
		expect(brokenIn({ ...data, record: { ...record, controls } })[0]).toContain('"controls"');
		const steps = data.steps.map((step) => ({ ...step, status: 'failed' as const }));
		expect(brokenIn({ ...data, steps })).toHaveLength(1);
	});

	it('are found apart from a control map of another run', async () => {
		const { credential } = await ecKeys();
		const { bytes } = await makeSigned(simulated(), credential);
		const other = await readRecord(bytes);
		expect(checkFacts(data, other).map(({ holds }) => holds)).toEqual([true, false]);
	});

	it('are not asked of a record from before there were any', () => {
		const { record, ...before } = data;
		expect(record).toBeDefined();
		expect(checkFacts(before, read)).toEqual([]);
	});
});
