import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, type Ended } from '../../harness/command';
import { startRecordingProxy, type RecordingProxy } from '../../harness/recordingProxy';

let sandbox: Sandbox;
let proxy: RecordingProxy;
let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'offboardiq-secrets-'));
	sandbox = await startSandbox({
		port: 0,
		logFile: join(folder, 'sandbox.jsonl'),
		dataDir: join(folder, 'tenant'),
	});
	proxy = await startRecordingProxy(sandbox.url);
});
afterEach(async () => {
	await proxy.close();
	await sandbox.close();
	await rm(folder, { recursive: true, force: true });
});

const PERSON = 'adele.vance@rehearsal.example';

async function run(...flags: string[]): Promise<Ended> {
	const connection = { ...sandbox.connection, graphBaseUrl: proxy.url, loginBaseUrl: proxy.url };
	const file = join(folder, 'connection.json');
	await writeFile(file, JSON.stringify(connection));
	const places = ['--data', join(folder, 'data'), '--out', join(folder, 'out')];
	const ended = await command(['run', PERSON, '--connection', file, ...places, ...flags], {
		env: { OFFBOARDIQ_DEBUG: '1' },
	});
	// The one place where the client secret belongs.
	await rm(file);
	return ended;
}

/** Every password that was sent to Graph, however deep in a body. */
function passwordsSent(): string[] {
	return proxy.bodies.flatMap((body) =>
		[...body.matchAll(/"password":("(?:[^"\\]|\\.)*")/g)].map((match) => {
			const literal = match[1] ?? '""';
			return JSON.parse(literal) as string;
		}),
	);
}

/** Every file below a folder, raw and, for PDFs, with every stream unpacked. */
async function textsBelow(path: string): Promise<Map<string, Buffer>> {
	const texts = new Map<string, Buffer>();
	for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const file = join(entry.parentPath, entry.name);
		const bytes = await readFile(file);
		texts.set(
			file,
			entry.name.endsWith('.pdf') ? Buffer.concat([bytes, ...streamsOf(bytes)]) : bytes,
		);
	}
	return texts;
}

function streamsOf(pdf: Buffer): Buffer[] {
	const streams: Buffer[] = [];
	for (let from = pdf.indexOf('stream\n'); from !== -1; from = pdf.indexOf('stream\n', from + 7)) {
		try {
			streams.push(inflateSync(pdf.subarray(from + 7)));
		} catch {
			// Not a deflated stream, or the end of one.
		}
	}
	return streams;
}

/** Whatever was secret on the wire. The tenant's own state is the other side: it has to know its client secret. */
async function expectNothingLeaked(ended: Ended): Promise<void> {
	await expectNowhere([...passwordsSent(), ...proxy.tokens], ended);
	await rm(join(folder, 'tenant'), { recursive: true });
	await expectNowhere([sandbox.connection.clientSecret], ended);
}

async function expectNowhere(secrets: readonly string[], ended: Ended): Promise<void> {
	const places = await textsBelow(folder);
	places.set('standard output', Buffer.from(ended.stdout));
	places.set('standard error', Buffer.from(ended.stderr));
	expect([...places.keys()].some((name) => name.endsWith('.sqlite'))).toBe(true);
	for (const secret of secrets) {
		const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
		const coded = [
			Buffer.from(secret).toString('base64').replace(/=+$/, ''),
			Buffer.from(secret).toString('hex'),
		];
		for (const [name, bytes] of places) {
			for (const form of [...forms, ...coded]) {
				expect(bytes.includes(form), `a secret stands in ${name}`).toBe(false);
			}
			expect(bytes.includes(Buffer.from(secret, 'utf16le')), `a secret stands in ${name}`).toBe(
				false,
			);
		}
	}
}

describe('a secret', () => {
	it('is found where it is, so that not finding it means something', async () => {
		await writeFile(join(folder, 'planted.sqlite'), 'the secret is S3cret-planted!');
		const ended = { code: 0, stdout: '', stderr: '' };
		await expect(expectNowhere(['S3cret-planted!'], ended)).rejects.toThrow('planted.sqlite');
	});

	it('is nowhere after a run: not in the database, the PDF, the output, the logs', async () => {
		const ended = await run();
		expect(ended.code).toBe(0);
		const passwords = passwordsSent();
		expect(passwords.length).toBeGreaterThan(0);
		for (const password of passwords) expect(password.length).toBeGreaterThanOrEqual(24);
		expect((await readdir(join(folder, 'out'))).some((name) => name.endsWith('.pdf'))).toBe(true);
		expect(proxy.tokens.size).toBeGreaterThan(0);
		await expectNothingLeaked(ended);
	});

	it.each([
		'500',
		'reset-after',
		'400 code=Request_BadRequest',
		'403 code=Authorization_RequestDenied',
	])(
		'is nowhere when the password request ends in %s, in JSON and with debugging on',
		async (fault) => {
			const [effect, ...options] = fault.split(' ');
			sandbox.faults.add(`${[effect, ...options].join(' ')} on PATCH */users/* times=4 skip=1`);
			const ended = await run('--json');
			expect(passwordsSent().length).toBeGreaterThan(0);
			await expectNothingLeaked(ended);
		},
		60_000,
	);
});
