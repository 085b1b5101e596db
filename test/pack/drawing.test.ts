import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allDone } from '../harness/offboardings';
import { packAndUnpack } from './tarball';
import type { Tarball } from './tarball';

type Pdf = typeof import('../../nodes/CompliancePdf/pdf');

let tarball: Tarball;
beforeAll(() => {
	tarball = packAndUnpack();
});
afterAll(() => {
	rmSync(dirname(tarball.folder), { recursive: true, force: true });
});

describe('the bundled pdfkit and the fonts in the tarball', () => {
	it('are enough to draw a record, without anything else on the machine', async () => {
		const load = createRequire(join(tarball.folder, 'package.json'));
		const { drawCompliancePdf } = load('./dist/nodes/CompliancePdf/pdf/index.js') as Pdf;
		const bytes = await drawCompliancePdf(allDone(), {
			generatedAt: new Date('2026-11-23T09:00:05Z'),
			product: { name: 'OffboardIQ', version: '0.1.0' },
		});
		expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
		expect(bytes.subarray(-6).toString('latin1')).toContain('%%EOF');
		expect(bytes.length).toBeGreaterThan(20_000);
	});
});
