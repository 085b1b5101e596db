import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FONT_FILES } from '../../../../../nodes/shared/record/pdf/fonts';
import { nastyNames } from '../../../../harness/offboardings';
import { draw, GENERATED_AT } from './draw';

const require = createRequire(__filename);
const PDFKIT = dirname(require.resolve('pdfkit'));
const SOURCE = join(__dirname, '../../../../../nodes/shared/record/pdf/index.ts');

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'bundle-'));
	// pdfkit's own Node build: its standalone build takes no parsed fonts. The colour profile stays a file beside it.
	await build({
		entryPoints: [SOURCE],
		outfile: join(folder, 'record.js'),
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node24',
		minify: true,
		alias: { pdfkit: join(PDFKIT, 'pdfkit.js') },
	});
	await mkdir(join(folder, 'data'));
	const profile = 'data/sRGB_IEC61966_2_1.icc';
	await copyFile(join(PDFKIT, profile), join(folder, profile));
	await mkdir(join(folder, 'fonts'));
	for (const { file, from } of Object.values(FONT_FILES)) {
		await copyFile(require.resolve(`${from}/${file}`), join(folder, 'fonts', file));
	}
});

afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

it('makes the same record with no node_modules in reach', async () => {
	const job = { offboarding: nastyNames(), generatedAt: GENERATED_AT.toISOString() };
	await writeFile(join(folder, 'job.json'), JSON.stringify(job));
	await writeFile(
		join(folder, 'main.js'),
		`const { writeFileSync } = require('node:fs');
		const { offboarding, generatedAt } = require('./job.json');
		try { require.resolve('pdfkit'); process.exit(3); } catch {}
		require('./record.js').drawCompliancePdf(offboarding, {
			generatedAt: new Date(generatedAt),
			product: { name: 'OffboardIQ', version: '9.8.7' },
		}).then((pdf) => writeFileSync('record.pdf', pdf));`,
	);
	await promisify(execFile)(process.execPath, ['main.js'], { cwd: folder });
	const bundled = await readFile(join(folder, 'record.pdf'));
	expect(bundled.equals(await draw(nastyNames()))).toBe(true);
});
