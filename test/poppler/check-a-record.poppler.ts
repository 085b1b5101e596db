import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addendumTo, makeSignedAddendum } from '../harness/addendum';
import { exceptions } from '../harness/offboardings';
import { ecKeys, makeSigned } from '../harness/signing';

/** Every command of docs/check-a-record.md, in its order, in one shell. */
async function guide(): Promise<string> {
	const text = await readFile(join(__dirname, '../../docs/check-a-record.md'), 'utf8');
	return [...text.matchAll(/```sh\n([^`]*)```/g)].map(([, script = '']) => script).join('\n');
}

let folder: string;
let pdf: Buffer;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'check-a-record-'));
	const { credential, caPem } = await ecKeys();
	({ pdf } = await makeSigned(exceptions(), credential));
	await writeFile(join(folder, 'evidence-ca.pem'), caPem);
	await writeFile(join(folder, 'record.pdf'), pdf);
	const sha256 = createHash('sha256').update(pdf).digest('hex');
	const { bytes } = await makeSignedAddendum(addendumTo(sha256), credential);
	await writeFile(join(folder, 'addendum.pdf'), bytes);
});
afterEach(async () => {
	await rm(folder, { recursive: true, force: true });
});

async function follow(script: string): Promise<string> {
	// As in a shell: a pipe counts by its last command.
	const args = ['-eu', '-c', script];
	const { stdout, stderr } = await promisify(execFile)('bash', args, { cwd: folder });
	return `${stdout}${stderr}`;
}

describe('the guide for auditors', () => {
	it('leads through a good record, and every tool says what the guide says', async () => {
		const says = await follow(await guide());
		for (const line of [
			'Signature is Valid.',
			'Total document signed',
			'Certificate is Trusted.',
			'CMS Verification successful',
			'No syntax or stream encoding errors',
			'1 embedded files',
		]) {
			expect(says).toContain(line);
		}
		expect(says).toMatch(/Tagged: +yes/);
		expect(says).toMatch(/JavaScript: +no/);
		// As sha256sum prints it, and once more from the pages.
		const [hash = ''] = /\b[0-9a-f]{64}\b/.exec(says) ?? [];
		expect(says.split(hash)).toHaveLength(3);
		const record = createHash('sha256').update(pdf).digest('hex');
		expect(says.split(record)).toHaveLength(3);
	});

	it('stops at a record that was changed', async () => {
		const changed = Buffer.from(pdf);
		changed.writeUInt8(changed.readUInt8(pdf.length - 3000) ^ 1, pdf.length - 3000);
		await writeFile(join(folder, 'record.pdf'), changed);
		await expect(follow(await guide())).rejects.toThrow();
	});
});
