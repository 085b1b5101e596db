import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPortal } from '../../../portal';
import { signUp, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let server: Server;
/** How long it thinks about each line. */
let pauseMs = 0;
let environment: Record<string, string>;
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
			setTimeout(() => socket.write(goesOn ? '354 go on\r\n' : '250 fine\r\n'), pauseMs);
			if (/^QUIT/im.test(text)) socket.end();
		});
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const { port } = server.address() as AddressInfo;
	environment = { OFFBOARDIQ_SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true` };
	portal = await testPortal(environment);
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

it('sends each mail once, however many portals work on the same outbox', async () => {
	const { runner, folder } = portal;
	// So slow that the other one comes by while the first is still sending.
	pauseMs = 30;
	const now = () => portal.now();
	const second = await startPortal({ runner, dataFolder: folder, port: 0, environment, now });
	const at = portal.now().toISOString();
	const people = Array.from({ length: 40 }, (_, n) => `person${n}@both.example`);
	await runner.db
		.insertInto('outgoing_mail' as never)
		.values(
			people.map((recipient) => ({
				...{ id: recipient, recipient, subject: 'Twice?', text: 'Once.', created_at: at },
				...{ sent_at: null, attempts: 0, next_attempt_at: at, last_error: null },
			})),
		)
		.execute();
	await until(async () => (await rows()).every(({ sent_at }) => sent_at !== null));
	await second.close();
	const sent = [...heard.join('').matchAll(/RCPT TO:<(person\d+@both\.example)>/g)];
	expect(sent.map(([, recipient]) => recipient).sort()).toEqual(people.sort());
}, 60_000);

it('says to mail programs how an optional mail is stopped, in words of ours only', async () => {
	const at = portal.now().toISOString();
	const url = 'https://offboard.example/mails/stop/digest-1';
	const row = (id: string, stop_url: string | null) => ({
		...{ id, recipient: `${id}@stop.example`, subject: 'Week\r\nX-Bad: 1', text: 'Once.' },
		...{
			created_at: at,
			sent_at: null,
			attempts: 0,
			next_attempt_at: at,
			last_error: null,
			stop_url,
		},
	});
	await portal.runner.db
		.insertInto('outgoing_mail' as never)
		.values([row('optional', url), row('needed', null)])
		.execute();
	await until(async () => (await rows()).every(({ sent_at }) => sent_at !== null));
	const mailTo = (id: string) => heard.find((text) => text.includes(`<${id}@stop.example>`)) ?? '';
	expect(mailTo('optional')).toContain(`List-Unsubscribe: <${url}>\r\n`);
	expect(mailTo('optional')).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
	expect(mailTo('needed')).toContain('Message-ID');
	expect(mailTo('needed')).not.toContain('List-Unsubscribe');
	expect(heard.join('')).not.toMatch(/^X-Bad/m);
	expect((await rows()).every(({ stop_url }) => stop_url === null)).toBe(true);
}, 60_000);

it('sends what is for members to nobody who is none by then, and keeps nothing of it', async () => {
	const at = portal.now().toISOString();
	const row = (id: string, organisation_id: string | null) => ({
		...{
			id,
			organisation_id,
			recipient: `${id}@was.example`,
			subject: 'Ended',
			text: 'Adele Vance',
		},
		...{ created_at: at, sent_at: null, attempts: 0, next_attempt_at: at, last_error: null },
	});
	await portal.runner.db
		.insertInto('outgoing_mail' as never)
		.values([row('member', 'some-organisation'), row('account', null)])
		.execute();
	await until(async () => (await rows()).every(({ sent_at }) => sent_at !== null));
	const said = heard.join('');
	expect(said).toContain('RCPT TO:<account@was.example>');
	expect(said).not.toContain('member@was.example');
	expect((await rows()).map(({ id }) => id)).not.toContain('member');
}, 60_000);
