import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieNamed, cookieOptions } from '../../../portal/accounts/cookies';
import type { PortalConfig } from '../../../portal/config';
import {
	owner,
	PASSWORD,
	signUp,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	portal = await testPortal();
	browser = await owner(portal, 'ada@ada.example');
});

afterAll(() => portal.close());

const forms = () => portal.routes.filter(({ method }) => method === 'post');
const address = (path: string): string => portal.url + path.replaceAll(/:\w+/g, 'x');

const send = (path: string, headers: Record<string, string>, method = 'POST') =>
	fetch(address(path), {
		...{ method, redirect: 'manual', headers: { cookie: browser.cookie ?? '', ...headers } },
		body: method === 'POST' ? 'name=Evil&role=owner' : null,
	});

describe('every route that changes something', () => {
	it.each([
		[{ 'sec-fetch-site': 'cross-site' }],
		[{ 'sec-fetch-site': 'same-site', origin: 'https://evil.ada.example' }],
		[{ origin: 'https://evil.io' }],
		[{ origin: 'null' }],
		[{ 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }],
	])('refuses what another site sends: %j', async (headers) => {
		expect(forms().length).toBeGreaterThan(30);
		for (const { path } of forms())
			expect([path, (await send(path, headers)).status]).toEqual([path, 403]);
	});

	it('does nothing for a GET, whatever method it says it means', async () => {
		for (const { path } of forms()) {
			const override = { 'x-http-method-override': 'POST', 'sec-fetch-site': 'cross-site' };
			const answer = await send(`${path}?_method=POST`, override, 'GET');
			expect([path, answer.status < 500]).toEqual([path, true]);
		}
		expect((await browser.get('/account')).text).toContain('value="ada"');
	});

	it('reads no field from a body that is no form', async () => {
		const headers = { 'content-type': 'text/plain', 'sec-fetch-site': 'same-origin' };
		expect((await send('/account/name', headers)).status).toBe(422);
		const json = { ...headers, 'content-type': 'application/json' };
		expect((await send('/account/name', json)).status).toBe(422);
	});
});

it('a cookie is kept from scripts and other sites, and to this host where there is TLS', async () => {
	const form = { email: 'ada@ada.example', password: PASSWORD };
	const plain = await portal.browser().post('/auth/signin', form);
	const cookie = plain.headers.getSetCookie()[0] ?? '';
	expect(cookie).toMatch(/^oiq-session=[\w-]{43};.*HttpOnly.*SameSite=Lax/);
	const config = { publicUrl: 'https://offboard.example' } as PortalConfig;
	expect(cookieNamed(config, 'oiq-session')).toBe('__Host-oiq-session');
	expect(cookieOptions(config)).toMatchObject({ secure: true, path: '/', httpOnly: true });
});

it('whoever says to come from many places is one place, unless a proxy of ours says so', async () => {
	await signUp(portal, 'bea@bea.example');
	const statuses: number[] = [];
	for (let guess = 0; guess < 7; guess++) {
		const form = { email: 'bea@bea.example', password: `guess ${guess}` };
		const headers = { 'x-forwarded-for': `203.0.113.${guess}` };
		statuses.push((await portal.browser().post('/auth/signin', form, headers)).status);
	}
	expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429]);
});

it('a line of the log is one line, whatever somebody is called', async () => {
	const evil = 'x\r\n{"level":60,"msg":"forged"}\u2028\u001b[31m';
	await browser.get(`/nowhere/${encodeURIComponent(evil)}`, { 'x-request-id': 'forged' });
	await portal.browser().post('/auth/signin', { email: evil, password: evil });
	for (const line of portal.log) {
		for (const sign of ['\r', '\n', '\u2028', '\u001b']) expect(line.trimEnd()).not.toContain(sign);
		expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged');
	}
});
