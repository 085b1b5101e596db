import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postWebhook } from '../../../portal/automations/post-webhook';
import { startReceiver, type Receiver } from '../../harness/receiver';

let there: Receiver;

beforeEach(async () => {
	there = await startReceiver();
});

afterEach(() => there.close());

const send = (limitMs = 5_000) =>
	postWebhook(
		{ url: `${there.url}/hook`, headers: { authorization: 'Bearer x' }, body: '{}', secrets: [] },
		{ mayPrivate: true, limitMs },
	);

describe('an answer', () => {
	it('of a gigabyte is read to 64 KiB', async () => {
		let written = 0;
		there.answer((response) => {
			response.writeHead(200);
			const block = Buffer.alloc(65_536, 'x');
			const more = () => {
				while (!response.destroyed && written < 1_073_741_824) {
					written += block.length;
					if (!response.write(block)) return void response.once('drain', more);
				}
				response.end();
			};
			more();
		});
		const { status, tookMs } = await send();
		expect(status).toBe(200);
		expect(tookMs).toBeLessThan(4_000);
		// What the sockets of both sides hold, and no more.
		expect(written).toBeLessThan(32 * 1_048_576);
	});

	it('that is packed is not unpacked', async () => {
		const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
		there.answer(
			(response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
		);
		expect((await send()).status).toBe(200);
		expect(there.received[0]?.headers['accept-encoding']).toBe('identity');
	});

	it('with ten thousand headers is none', async () => {
		there.answer((response) => {
			for (let number = 0; number < 10_000; number++) response.setHeader(`x-${number}`, 'y');
			response.end();
		});
		const { status, trouble, mayRepeat } = await send();
		expect([status, trouble, mayRepeat]).toEqual([null, 'The answer had too many headers.', true]);
	});

	it('that never begins is waited for as long as was said', async () => {
		there.answer(() => undefined);
		const { status, trouble, tookMs } = await send(400);
		expect([status, trouble]).toEqual([null, 'No answer within 10 seconds.']);
		expect(tookMs).toBeLessThan(3_000);
	});

	it('that trickles counts by its status, when the time is up', async () => {
		there.answer((response) => {
			response.writeHead(500);
			const timer = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(timer));
		});
		const { status, tookMs } = await send(400);
		expect(status).toBe(500);
		expect(tookMs).toBeLessThan(3_000);
	});

	it.each([301, 302, 303, 307, 308])(
		'%i is not followed, so no header goes elsewhere',
		async (code) => {
			there.answer((response) => {
				response.writeHead(code, { location: `${there.url}/elsewhere` }).end();
			});
			expect((await send()).status).toBe(code);
			expect(there.received.map(({ path }) => path)).toEqual(['/hook']);
		},
	);

	it('that is broken off is none', async () => {
		there.answer((response) => void response.destroy());
		const { status, trouble } = await send();
		expect([status, trouble]).toEqual([null, 'The host broke the connection off.']);
	});
});
