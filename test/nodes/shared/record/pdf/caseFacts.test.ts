import { describe, expect, it } from 'vitest';
import { allDone, CASE, exceptions, recorded, simulated } from '../../../../harness/offboardings';
import { attachmentIn, pagesOf, squeezed, textOf } from '../../../../harness/readPdf';
import type { RecordData } from '../../../../../nodes/shared/record/facts/recordFacts';
import { draw } from './draw';

const dataIn = async (pdf: Buffer) =>
	JSON.parse((await attachmentIn(pdf)).bytes.toString('utf8')) as RecordData;

describe('the record of a case', () => {
	it('tells the end of employment, the time to the lock-out and the target on the first page', async () => {
		const [first = ''] = await pagesOf(await draw(recorded()));
		for (const words of [
			'Employment ends 20 Nov 2026, 18:00 (UTC+01:00) Europe/Berlin',
			'From then to the lock-out 4.5 min after',
			'Target Met Within 60 min',
			'Approved by Miriam Adeyemi',
			'Asked and approved by two people',
		]) {
			expect(squeezed(first)).toContain(squeezed(words));
		}
	});

	it('says everything that is recorded, and has it in its data', async () => {
		const pdf = await draw(recorded());
		const text = await textOf(pdf);
		for (const value of [
			...[CASE.reason, CASE.policy, CASE.noticeBy, CASE.workerType],
			...[CASE.departure, CASE.forwardUntil, CASE.lawfulBasis, CASE.requesterAuth],
			...[CASE.requesterAddress, CASE.keepRecordUntil],
		]) {
			expect(text).toContain(squeezed(value ?? 'missing'));
		}
		const { request, record } = await dataIn(pdf);
		expect(request.caseFacts).toEqual(CASE);
		expect(record).toMatchObject({
			schema: 'offboardiq.record/1',
			timing: { target: 'met', minutesToLockOut: 4.5 },
			authority: { separationOfDuties: 'separate' },
		});
	});

	it('says not recorded of what nobody said, and makes nothing up', async () => {
		const text = await textOf(await draw(allDone()));
		for (const words of [
			'Employment ends Not recorded',
			'From then to the lock-out Not reckoned',
			'Target None given',
			'Approved by Not recorded',
			'Litigation hold Not recorded',
		]) {
			expect(text).toContain(squeezed(words));
		}
		expect(text).not.toContain('TargetMet');
	});

	it('shows formulas, HTML and expressions as text', async () => {
		const evil = '=HYPERLINK("http://x","y") <b>bold</b> {{ $json.x }}';
		const text = await textOf(
			await draw(recorded({ reason: evil, lawfulBasis: evil, policy: evil })),
		);
		expect(text.split(squeezed(evil))).toHaveLength(4);
	});

	it('has a control map that supports and never certifies, and room to sign by hand', async () => {
		const text = await textOf(await draw(recorded()));
		expect(text).toContain(squeezed('SOC 2 CC6.1'));
		expect(text).toContain(squeezed('It certifies nothing'));
		expect(text.replace(squeezed('It certifies nothing'), '')).not.toMatch(/certifies/i);
		expect(text).toContain(squeezed('Reviewer, name and role'));
		const rehearsal = await textOf(await draw(simulated()));
		expect(rehearsal).toContain(squeezed('Rehearsed only'));
		expect(rehearsal).not.toMatch(/Supports/);
	});

	it('tells who takes care of what is open, and until when', async () => {
		const run = exceptions();
		const text = await textOf(
			await draw({
				...run,
				request: { ...run.request, caseFacts: { owner: 'Desk', due: '2026-12-04' } },
			}),
		);
		expect(text).toContain(squeezed('Owner: Desk. Due: 2026-12-04.'));
	});

	it.each([
		['everything recorded', recorded()],
		['exceptions', exceptions()],
	])('stays small: %s', async (_name, run) => {
		expect((await draw(run)).length).toBeLessThan(200 * 1024);
	});
});
