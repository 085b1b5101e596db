import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPdf } from '../../runner/verify/pdf';
import { allDone } from '../harness/offboardings';
import { ecKeys } from '../harness/signing';
import { packAndUnpack } from './tarball';
import type { Tarball } from './tarball';

type Pdf = typeof import('../../nodes/shared/record/pdf');

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
		const { drawCompliancePdf } = load('./dist/nodes/shared/record/pdf/index.js') as Pdf;
		const bytes = await drawCompliancePdf(allDone(), {
			generatedAt: new Date('2026-11-23T09:00:05Z'),
			product: { name: 'OffboardIQ', version: '0.1.0' },
		});
		expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
		expect(bytes.subarray(-6).toString('latin1')).toContain('%%EOF');
		expect(bytes.length).toBeGreaterThan(20_000);
	});

	/** What a process writes that makes two records and then has nothing more to do. */
	async function inOwnProcess(args: readonly string[]) {
		const { credential, caPem } = await ecKeys();
		const job = { offboarding: allDone(), signing: { kind: 'credential', credential } };
		writeFileSync(join(tarball.folder, 'job.json'), JSON.stringify(job));
		writeFileSync(
			join(tarball.folder, 'main.js'),
			`const { makeInBackground } = require('./dist/nodes/shared/record/making/pool.js');
			const job = { ...require('./job.json'), options: {
				generatedAt: new Date(), product: { name: 'OffboardIQ', version: '1' } } };
			Promise.all([makeInBackground(job), makeInBackground(job)]).then(([{ bytes, seal }]) => {
				process.stdout.write(JSON.stringify({
					pdf: Buffer.from(bytes).toString('base64'), seal, pkiHere: Object.keys(require.cache).some((file) => file.endsWith('pki.js')) }));
			});`,
		);
		const { stdout } = await promisify(execFile)(process.execPath, [...args, 'main.js'], {
			cwd: tarball.folder,
			maxBuffer: 8e6,
			timeout: 50_000,
		});
		const made = JSON.parse(stdout) as { pdf: string; seal: { kind: string }; pkiHere: boolean };
		const verdict = await checkPdf(Buffer.from(made.pdf, 'base64'), { trustedCa: caPem });
		return { ...made, holds: verdict.holds };
	}

	it('make signed records in a worker thread, which does not keep the process alive', async () => {
		const made = await inOwnProcess([]);
		expect(made).toMatchObject({ holds: true, seal: { kind: 'signed' }, pkiHere: false });
	}, 60_000);

	it('make them in the thread at hand where a host allows no others', async () => {
		const made = await inOwnProcess(['--permission', '--allow-fs-read=*']);
		expect(made).toMatchObject({ holds: true, seal: { kind: 'signed' }, pkiHere: true });
	}, 60_000);
});
