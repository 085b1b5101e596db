import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenTo } from '../../harness/event-source';
import { untilEnded, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let id: string;
let goOn = () => {};

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const request = { connection, user: 'adele.vance@rehearsal.example', manager: null };
	const more = { dryRun: false, requestedBy: null, ticket: null, reportFolder: portal.folder };
	const left = new Promise<void>((resolve) => (goOn = resolve));
	id = await new Promise((begun) => {
		void portal.runner.offboard({ ...request, ...more, hold: () => left }, (progress) => {
			if (progress.type === 'started') begun(progress.id);
		});
	});
}, 120_000);

afterAll(async () => {
	goOn();
	await untilEnded(portal, id);
	await portal.close();
});

/** Asks for a stream and is gone before it is known who asked: somebody who clicks on at once. */
async function askAndLeave(): Promise<void> {
	const { port, hostname } = new URL(portal.url);
	await new Promise<void>((resolve) => {
		const socket = connect(Number(port), hostname, () => {
			const head = `GET /offboardings/${id}/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${browser.cookie}\r\n\r\n`;
			socket.write(head, () => setTimeout(() => socket.destroy(), 1));
		});
		socket.on('close', () => resolve());
	});
}

it('whoever was gone before their stream began is not kept, and does not use up what others may open', async () => {
	for (let count = 0; count < 30; count++) await askAndLeave();
	// Longer than the journal and the sessions are asked about.
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	const stream = await listenTo(`${portal.url}/offboardings/${id}/events`, browser);
	expect(stream.status).toBe(200);
	stream.leave();
	await stream.ended;
}, 60_000);

it('whoever says that they know more than there is is told all of it, once', async () => {
	const stream = await listenTo(`${portal.url}/offboardings/${id}/events?after=999999`, browser);
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	const ids = stream.told.flatMap((one) => one.id ?? []);
	const all = await portal.runner.events(id, 0);
	expect(ids).toEqual(all.map(({ sequence }) => sequence));
	stream.leave();
	await stream.ended;
}, 60_000);
