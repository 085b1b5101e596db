import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, type Ended } from '../../harness/command';
import { startRecordingProxy, type RecordingProxy } from '../../harness/recordingProxy';
import { expectInNone, passwordsSent, textsBelow } from '../../harness/secrets';

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

/** Whatever was secret on the wire. The tenant's own state is the other side: it has to know its client secret. */
async function expectNothingLeaked(ended: Ended): Promise<void> {
	await expectNowhere([...passwordsSent(proxy), ...proxy.tokens], ended);
	await rm(join(folder, 'tenant'), { recursive: true });
	await expectNowhere([sandbox.connection.clientSecret], ended);
}

async function expectNowhere(secrets: readonly string[], ended: Ended): Promise<void> {
	const places = await textsBelow(folder);
	places.set('standard output', Buffer.from(ended.stdout));
	places.set('standard error', Buffer.from(ended.stderr));
	expect([...places.keys()].some((name) => name.endsWith('.sqlite'))).toBe(true);
	expectInNone(places, secrets);
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
		const passwords = passwordsSent(proxy);
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
			expect(passwordsSent(proxy).length).toBeGreaterThan(0);
			await expectNothingLeaked(ended);
		},
		60_000,
	);
});
