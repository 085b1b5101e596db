import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	connectSandbox,
	offboarded,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../harness/portal';
import { startRecordingProxy, type RecordingProxy } from '../harness/recordingProxy';
import { expectInNone, passwordsSent, textsBelow } from '../harness/secrets';
import { unzipped } from '../harness/zip';

let portal: TestPortal;
let boss: Browser;
let proxy: RecordingProxy;
let clientSecret: string;
let run: string;

beforeAll(async () => {
	portal = await testPortal({ OFFBOARDIQ_LOG_LEVEL: 'trace' });
	boss = await owner(portal, 'owner@corp.example');
	const person = await connectSandbox(portal, boss);
	const { connections, db } = portal.runner;
	const { id } = await db.selectFrom('connection').select('id').executeTakeFirstOrThrow();
	const direct = await connections.open(id);
	proxy = await startRecordingProxy(direct.graphBaseUrl ?? '');
	const urls = { graphBaseUrl: proxy.url, loginBaseUrl: proxy.url };
	await connections.keep({ ...direct, ...urls }, direct.tenantId);
	clientSecret = direct.credential.kind === 'secret' ? direct.credential.clientSecret : '';
	run = await offboarded(portal, boss, person);
}, 120_000);

afterAll(async () => {
	await proxy?.close();
	await portal.close();
});

/** Every page that tells of the run, and all that can be taken away from the portal. */
async function takenAway(): Promise<Map<string, Buffer>> {
	const places = new Map<string, Buffer>();
	for (const path of [
		`/offboardings/${run}`,
		'/',
		'/audit',
		'/reports',
		'/dev/outbox',
		'/account',
	]) {
		places.set(path, Buffer.from((await boss.get(path)).text));
	}
	const csv = await boss.download('/audit/export');
	places.set('the audit log as CSV', csv);
	const everything = await boss.download(
		'/settings/export',
		new URLSearchParams({ password: PASSWORD }),
	);
	for (const [name, bytes] of await unzipped(everything)) places.set(`export: ${name}`, bytes);
	const events = await portal.runner.events(run, 0);
	places.set('what a page is told', Buffer.from(JSON.stringify(events)));
	places.set('the log', Buffer.from(portal.log.join('')));
	return places;
}

it('a password that was set, a token and the client secret are nowhere in the portal and in nothing it gives away', async () => {
	const passwords = passwordsSent(proxy);
	expect(passwords.length).toBeGreaterThan(0);
	expect(proxy.tokens.size).toBeGreaterThan(0);
	const places = await takenAway();
	expect(places.size).toBeGreaterThan(12);
	for (const [name, bytes] of await textsBelow(portal.folder)) {
		// The tenant's own state is the other side: it has to know its client secret.
		if (!name.includes('sandbox')) places.set(name, bytes);
	}
	const names = [...places.keys()];
	expect(names.filter((name) => name.includes('.sqlite')).length).toBeGreaterThan(0);
	expect(names.filter((name) => name.endsWith('.pdf')).length).toBeGreaterThan(0);
	expectInNone(places, [...passwords, ...proxy.tokens, clientSecret, PASSWORD]);
});
