import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { makeComplianceRecord } from '../../../nodes/CompliancePdf/compliancePdf';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { upn } from '../../harness/people';
import { byUpn, loadBuiltPack, type BuiltPack } from '../../harness/runNodes';

const test = eachRehearsal();
let built: BuiltPack;
beforeAll(async () => {
	built = await loadBuiltPack();
});
afterAll(() => {
	built.close();
});

const lookUp = {
	type: 'lookUpEmployee',
	parameters: {
		employee: byUpn('={{ $json.user }}'),
		dryRun: '={{ $json.dryRun === true }}',
		record: { id: '={{ $json.id }}' },
	},
};
const record = { type: 'compliancePdf', onError: 'continueRegularOutput' } as const;

describe('compliance PDF', () => {
	it('hands the file on as binary, named after the record, and is accepted until it is kept', async () => {
		const { scene } = test;
		const items = [{ user: upn('ordinary'), id: 'OFF-2026-000412' }];
		const run = await built.run(scene.sandbox.connection, [lookUp, record], items);
		const [item] = run.items;
		const file = item?.binary?.['data'];
		expect(file).toMatchObject({ fileName: 'OFF-2026-000412.pdf', mimeType: 'application/pdf' });
		const bytes = Buffer.from(file?.data ?? '', 'base64');
		expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
		const [step] = item?.json['steps'] as unknown as { items: { after: string }[] }[];
		expect(step).toMatchObject({ key: 'compliancePdf', status: 'done', verified: false });
		expect(step?.items[0]?.after).toBe(
			`SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`,
		);
		expect(scene.writes()).toEqual([]);
	});

	it('makes no file in a dry run: there is nothing to keep', async () => {
		const items = [{ user: upn('ordinary'), id: 'OFF-1', dryRun: true }];
		const run = await built.run(test.scene.sandbox.connection, [lookUp, record], items);
		expect(run.items[0]?.binary).toBeUndefined();
		expect(run.items[0]?.json['steps']).toMatchObject([{ status: 'pending' }]);
	});

	it('says what an item is that is no offboarding, and goes on with the next', async () => {
		const run = await built.run(test.scene.sandbox.connection, [record], [{ a: 1 }, { a: 2 }]);
		expect(run.items.map(({ json }) => json)).toEqual([
			{ a: 1, error: 'This item is not an offboarding' },
			{ a: 2, error: 'This item is not an offboarding' },
		]);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const stop = await built.run(
			test.scene.sandbox.connection,
			[{ type: 'compliancePdf' }],
			[{ a: 1 }],
		);
		expect(stop.error?.message).toBe('This item is not an offboarding');
		expect(stop.error?.context?.['itemIndex']).toBe(0);
	});

	it.each([
		['../../etc/passwd', 'etc-passwd.pdf'],
		['..', 'offboarding.pdf'],
		['a b/c:d*?"<>|', 'a-b-c-d-.pdf'],
		['小明', 'offboarding.pdf'],
		['OFF_1.2-3', 'OFF_1.2-3.pdf'],
	])('makes of the record id %s the file name %s', async (id, name) => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const request = { ...offboarding.request, id };
		const made = await makeComplianceRecord(
			{ ...offboarding, request },
			{ partner: null },
			scene.clock,
		);
		expect(made.file?.name).toBe(name);
	});
});
