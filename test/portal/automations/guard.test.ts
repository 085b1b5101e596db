import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachOf } from '../../../portal/automations/guard/address';
import type { Resolve } from '../../../portal/automations/guard/guarded-agent';
import { webAddress } from '../../../portal/automations/guard/web-address';
import { postWebhook } from '../../../portal/automations/post-webhook';
import { NEVER_PUBLIC, PUBLIC } from './address-corpus';

let server: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
	server = createServer((_, response) => void response.end('inside'));
	server.on('connection', () => connections++);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	({ port } = server.address() as AddressInfo);
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const send = (url: string, resolve?: Resolve) =>
	postWebhook(
		{ url, headers: {}, body: '{}', secrets: [] },
		{ mayPrivate: false, limitMs: 3_000, ...(resolve ? { resolve } : {}) },
	);

/** Answers in turn; the last one from then on. */
function resolver(...answers: readonly (readonly string[])[]): Resolve & { asked: number } {
	const resolve: Resolve & { asked: number } = (_, __, callback) => {
		const addresses = answers[Math.min(resolve.asked++, answers.length - 1)] ?? [];
		callback(
			null,
			addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
		);
	};
	resolve.asked = 0;
	return resolve;
}

describe('an address of no public machine', () => {
	it('is a corpus of at least 120', () => {
		expect(new Set(NEVER_PUBLIC).size).toBe(NEVER_PUBLIC.length);
		expect(NEVER_PUBLIC.length).toBeGreaterThanOrEqual(120);
	});

	it('is refused when it is typed, however it is written', () => {
		const taken = NEVER_PUBLIC.filter(
			(host) => typeof webAddress(`https://${host}/hook`, false) !== 'string',
		);
		expect(taken).toEqual([]);
	});

	it('is refused when something is sent, and nothing is connected to', async () => {
		const tried: string[] = [];
		for (const host of NEVER_PUBLIC) {
			if (!URL.canParse(`https://${host}:${port}/`)) continue;
			const { hostname } = new URL(`https://${host}:${port}/`);
			// Names are looked up: what this machine makes of them is not public either.
			if (!/^[\d.]+$|^\[/.test(hostname)) continue;
			tried.push(host);
			const { status, mayRepeat, trouble } = await send(`https://${hostname}:${port}/`);
			expect([host, status, mayRepeat, trouble]).toEqual([
				host,
				null,
				false,
				'This address is inside a private or reserved network. Nothing was sent.',
			]);
		}
		expect(tried.length).toBeGreaterThan(100);
		expect(connections).toBe(0);
	});

	it('is refused by itself, as a resolver would give it', () => {
		const open = NEVER_PUBLIC.filter((host) => {
			const bare = host.replace(/^\[|\]$/g, '');
			return reachOf(bare) === 'public';
		});
		expect(open).toEqual([]);
		for (const zone of ['fe80::1%lo', 'fe80::1%25lo', '2606:4700::1%eth0', '', 'x', '8.8.8.8 ']) {
			expect([zone, reachOf(zone)]).toEqual([zone, 'never']);
		}
	});

	it('is told from those of somebody on the internet', () => {
		for (const host of PUBLIC) {
			expect([host, typeof webAddress(`https://${host}/hook`, false)]).toEqual([host, 'object']);
			const bare = host.replace(/^\[|\]$/g, '');
			if (/^[\d.]+$|:/.test(bare)) expect([bare, reachOf(bare)]).toEqual([bare, 'public']);
		}
	});
});

describe('a name', () => {
	it.each([
		['of this machine', [['127.0.0.1']]],
		['of this machine by IPv6', [['::1']]],
		['whose answers are mixed', [['93.184.215.14', '127.0.0.1']]],
		['whose answers are mixed, the other way round', [['127.0.0.1', '93.184.215.14']]],
		['without an address', [[]]],
		['of metadata', [['169.254.169.254']]],
		['that carries this machine in another address', [['64:ff9b::7f00:1'], ['::ffff:127.0.0.1']]],
	])('%s is refused', async (_, answers) => {
		const resolve = resolver(...answers);
		const { status, mayRepeat } = await send(`https://rebind.example:${port}/`, resolve);
		expect([status, mayRepeat, connections]).toEqual([null, false, 0]);
	});

	it('that was public when it was typed is looked at again by every send', async () => {
		const resolve = resolver(['127.0.0.1']);
		for (let time = 0; time < 3; time++) {
			expect((await send(`https://rebind.example:${port}/`, resolve)).mayRepeat).toBe(false);
		}
		expect([resolve.asked, connections]).toEqual([3, 0]);
	});
});

describe('an address as it is typed', () => {
	it.each([
		['http://hooks.example/x', 'https'],
		['file:///etc/passwd', 'https'],
		['gopher://hooks.example/', 'https'],
		['javascript:alert(1)', 'https'],
		['https://good.example@hooks.example/', 'user or password'],
		['https://user:pass@hooks.example/', 'user or password'],
		['https://hooks.example:22/', 'ports'],
		['https://hooks.example:8080/', 'ports'],
		['https://hooks.example/a b', 'spaces'],
		['https://hooks.exa\r\nHost: x/', 'spaces'],
		['https://hooks.example/\t', 'object'],
		['hooks.example/x', 'whole address'],
		['', 'whole address'],
		[`https://hooks.example/${'x'.repeat(3_000)}`, 'At most'],
	])('%s', (url, says) => {
		const address = webAddress(url, false);
		if (says === 'object') expect(address).toMatchObject({ host: 'hooks.example' });
		else expect(address).toContain(says);
	});

	it('keeps its port and its query, and shows the host only', () => {
		expect(webAddress('https://Hooks.Example:8443/T0/B0?sig=abc#x', false)).toEqual({
			url: 'https://hooks.example:8443/T0/B0?sig=abc',
			host: 'hooks.example:8443',
		});
	});
});

describe('where the operator lets rules into the own network', () => {
	it('goes there, and never to metadata, and without TLS nowhere else', () => {
		expect(webAddress(`http://127.0.0.1:${port}/`, true)).toMatchObject({
			url: expect.any(String),
		});
		expect(webAddress('https://10.1.2.3/', true)).toMatchObject({ host: '10.1.2.3' });
		for (const url of ['http://8.8.8.8/', 'https://169.254.169.254/', 'http://[fd00:ec2::254]/']) {
			expect(webAddress(url, true)).toContain('private or reserved');
		}
	});

	it('looks a name up once, and connects to what it looked at', async () => {
		const resolve = resolver(['127.0.0.1'], ['169.254.169.254']);
		const request = { headers: {}, body: '{}', secrets: [] };
		const url = `http://rebind.example:${port}/`;
		const first = await postWebhook({ ...request, url }, { mayPrivate: true, resolve });
		expect([first.status, resolve.asked, connections]).toEqual([200, 1, 1]);
		const second = await postWebhook({ ...request, url }, { mayPrivate: true, resolve });
		expect([second.status, resolve.asked, connections]).toEqual([null, 2, 1]);
	});

	it('keeps nothing of what was answered there', async () => {
		const way = { mayPrivate: true };
		const request = { url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}', secrets: [] };
		const answer = await postWebhook(request, way);
		expect([answer.status, answer.answer, connections]).toEqual([200, null, 2]);
		const plain = { ...request, url: `http://public.example:${port}/` };
		const refused = await postWebhook(plain, { ...way, resolve: resolver(['93.184.215.14']) });
		expect([refused.status, refused.mayRepeat]).toEqual([null, false]);
	});
});
