import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signUp, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let server: Server;
/** What was said to it, a text for each connection. */
const heard: string[] = [];

beforeAll(async () => {
	// As little of a mail server as a client needs.
	server = createServer((socket) => {
		let isData = false;
		const at = heard.push('') - 1;
		socket.on('error', () => undefined);
		socket.write('220 here\r\n');
		socket.on('data', (bytes: Buffer) => {
			const text = bytes.toString('utf8');
			heard[at] += text;
			if (isData && !text.includes('\r\n.\r\n')) return;
			const goesOn = !isData && /^DATA/im.test(text);
			isData = goesOn;
			socket.write(goesOn ? '354 go on\r\n' : '250 fine\r\n');
			if (/^QUIT/im.test(text)) socket.end();
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	portal = await testPortal({ OFFBOARDIQ_SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true` });
}, 60_000);

afterAll(async () => {
	await portal.close();
	server.close();
});

const rows = async () =>
	(await portal.runner.db
		.selectFrom('outgoing_mail' as never)
		.selectAll()
		.execute()) as Record<string, string | null>[];

async function until(is: () => Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 200 && !(await is()); tries++) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	expect(await is()).toBe(true);
}

it('sends what is in the outbox, keeps nothing of it that opens or names, and forgets it', async () => {
	await signUp(portal, 'ada@ada.example');
	expect(await rows()).toHaveLength(1);
	await until(async () => (await rows())[0]?.sent_at !== null);
	expect(heard.join('')).toContain('RCPT TO:<ada@ada.example>');
	expect(heard.join('').replaceAll('=\r\n', '')).toContain('/auth/verify/');
	expect(await rows()).toMatchObject([{ text: '', subject: '' }]);
	// Nobody on the network reads it here either.
	expect((await portal.browser().get('/dev/outbox')).status).toBe(404);
	portal.wait(30 * 24 * 3_600_000 + 1_000);
	await until(async () => (await rows()).length === 0);
}, 60_000);
