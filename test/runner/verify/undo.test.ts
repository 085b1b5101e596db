import { beforeAll, describe, expect, it } from 'vitest';
import { makeRecord } from '../../../nodes/shared/record/making/make';
import type { UndoRecord } from '../../../nodes/shared/record/undo/undoRecord';
import { said, undone } from '../../../nodes/shared/undo/undoItem';
import { pdfSignerFor } from '../../../nodes/shared/evidence/pdfSigner';
import type { ChainedEntry } from '../../../runner/audit/chain';
import { RunCheck } from '../../../runner/verify/check-runs';
import { checkPdf } from '../../../runner/verify/pdf';
import { checkUndo } from '../../../runner/verify/pdf/check-undo';
import { readRecord, type ReadRecord } from '../../../runner/verify/pdf/read-record';
import { STEPS } from '../../../nodes/shared/step/vocabulary';
import { allDone, at, call } from '../../harness/offboardings';
import { ecKeys } from '../../harness/signing';

const SHA = 'ab'.repeat(32);
const CHANNEL = '19:0123456789abcdef0123456789abcdef0123456789abcdef@thread.tacv2';

function undoOf(over: Partial<UndoRecord> = {}): UndoRecord {
	const { tenant, employee } = allDone();
	const { id, userPrincipalName, displayName } = employee;
	const group = {
		step: 'removeFromTeams',
		what: '=HAL <b> 小明, team',
		targetId: CHANNEL,
	} as const;
	return {
		...{ schema: 'offboardiq.undo/1', id: 'OFF-2026-000412-U1' },
		record: { id: 'OFF-2026-000412', sha256: SHA, endedAt: at(6) },
		before: [{ id: 'OFF-2026-000411', sha256: null, endedAt: at(1) }],
		...{ previous: null, tenant, employee: { id, userPrincipalName, displayName } },
		...{ askedBy: 'Ada', reason: 'The wrong one', begunAt: at(9) },
		endedAt: new Date().toISOString(),
		verdict: 'open',
		items: [
			undone(
				{ step: 'disableAccount', what: 'Sign-in', targetId: null },
				...([{ requestId: call(1).requestId, at: at(9) }, at(9), 'Sign-in is on.'] as const),
			),
			said({ step: 'resetPassword', what: 'Password', targetId: null }, 'cannot', 'Ask.'),
			// Called like one of our words.
			said({ step: 'removeAdminRoles', what: 'Failed', targetId: 'r-1' }, 'cannot', 'Ask.'),
			said(group, 'failed', 'It was refused. Add the person by hand.'),
		],
		calls: [call(1), call(2)],
		product: { name: 'OffboardIQ', version: '9.8.7' },
		...over,
	};
}

describe('the record of an undo', () => {
	const made = undoOf();
	let pdf: Uint8Array;
	let read: ReadRecord;
	beforeAll(async () => {
		const { credential } = await ecKeys();
		const options = { generatedAt: new Date(made.endedAt), product: made.product };
		pdf = (await makeRecord({ undo: made, options }, pdfSignerFor(credential, new Date()))).bytes;
		read = await readRecord(pdf);
	});

	const brokenIn = (undo: UndoRecord) =>
		checkUndo(undo, read, null).flatMap(({ check, holds }) => (holds ? [] : [check]));

	it('holds as it was made, whatever a group is called and however long its id', async () => {
		const verdict = await checkPdf(pdf, { recordSha256: SHA });
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(verdict.record).toEqual(made);
		expect(pdf.length).toBeLessThan(200 * 1024);
	});

	it('does not hold where the data tell something else than the pages', () => {
		const better = made.items.map((item) =>
			item.status === 'failed' ? { ...item, status: 'done' as const } : item,
		);
		expect(brokenIn(made)).toEqual([]);
		expect(brokenIn(undoOf({ items: better }))).toEqual(['outcome', 'pages and data']);
		expect(brokenIn(undoOf({ items: better, verdict: 'undone' }))).toEqual(['pages and data']);
		expect(brokenIn(undoOf({ items: made.items.slice(0, 3), verdict: 'undone' }))).toEqual([
			'pages and data',
		]);
		const other = { ...made.record, sha256: 'cd'.repeat(32) };
		expect(brokenIn(undoOf({ record: other }))).toEqual(['first record']);
	});
});

describe('undos in a log', () => {
	let seq = 0;
	const entry = (type: string, facts: object): ChainedEntry =>
		({ seq: (seq += 1), type, run: 'OFF-1', facts }) as unknown as ChainedEntry;
	const steps = STEPS.map(({ key }) => ({ key, status: 'done' }));
	const check = (...more: readonly (readonly [string, object])[]) => {
		seq = 0;
		const runs = new RunCheck(false);
		runs.see(entry('offboarding.requested', {}));
		runs.see(entry('offboarding.results', {}));
		runs.see(entry('offboarding.recorded', { pdf: SHA }));
		runs.see(entry('offboarding.ended', { status: 'completed', steps }));
		for (const [type, facts] of more) runs.see(entry(`offboarding.${type}`, facts));
		return [...runs.pdfs.keys()];
	};
	const one = { undo: 'OFF-1-U1', record: SHA };

	it('begin, go on and end, and each has a PDF', () => {
		const resumed = ['undoResumed', { undo: 'OFF-1-U1' }] as const;
		const two = { undo: 'OFF-1-U2', record: SHA };
		expect(
			check(
				...([['undoBegun', one], resumed, ['undone', { ...one, pdf: 'x' }]] as const),
				...([
					['undoBegun', two],
					['undone', { ...two, pdf: 'y' }],
				] as const),
			),
		).toEqual(['OFF-1', 'OFF-1-U1', 'OFF-1-U2']);
	});

	it('are found where one ends that never began, two go on at once, or it is about another record', () => {
		expect(() => check(['undone', { ...one, pdf: 'x' }])).toThrow('is not under way');
		expect(() => check(['undoBegun', one], ['undoBegun', { ...one, undo: 'OFF-1-U2' }])).toThrow(
			'begins OFF-1-U2 beside OFF-1-U1',
		);
		expect(() => check(['undoBegun', { ...one, record: 'cd' }])).toThrow('another record');
		expect(() => check(['undoBegun', { ...one, undo: 'OFF-2-U1' }])).toThrow('names no undo');
		expect(() =>
			check(['undoBegun', one], ['undone', { ...one, pdf: 'x' }], ['undoBegun', one]),
		).toThrow('begins OFF-1-U1 again');
	});
});
