import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser as Chrome } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import { connectSandbox, linkTo, signUp, testPortal, type TestPortal } from '../../harness/portal';

const PORTAL = resolve(__dirname, '..', '..', '..', 'portal');

const views = readdirSync(PORTAL, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.eta') && !file.includes('node_modules'))
	.map((file) => [file, readFileSync(join(PORTAL, file), 'utf8')] as const);

/** What may stand in an attribute that htmx acts on: ids that we made, numbers, and what was made safe for an address. */
const SAFE = [
	/^(it\.)?[\w.]*\.?id$/,
	/^it\.after$/,
	// The first undo of a run, the second.
	/^undo\.number$/,
	/^path$/,
	/^encodeURIComponent\([\w.]+\)$/,
	/^show \? `\?show=\$\{encodeURIComponent\(show\)\}` : ''$/,
];

describe('what htmx acts on', () => {
	it('has no text of users in it', () => {
		expect(views.length).toBeGreaterThan(60);
		const unsafe = views.flatMap(([file, text]) =>
			[...text.matchAll(/\bhx-[\w:-]+="((?:[^"<]|<%[^]*?%>)*)"/g)]
				.flatMap(([, value]) => [...(value ?? '').matchAll(/<%[=~]([^]*?)%>/g)])
				.map(([, printed]) => (printed ?? '').trim())
				.filter((printed) => !SAFE.some((pattern) => pattern.test(printed)))
				.map((printed) => `${file}: ${printed}`),
		);
		expect(unsafe).toEqual([]);
	});

	it.each([
		['a script in an attribute', /\s(hx-on[:=]|on[a-z]+=")/],
		['values that are computed', /\bhx-(vals|headers|vars)="?'?\s*(js|javascript):/],
		['a trigger with a condition', /\bhx-trigger="[^"]*\[/],
		['a script of its own', /<script(?![^>]*\ssrc=)/],
		['a style of its own', /\sstyle="/],
		['an attribute without quotation marks', /\s[\w-]+=<%[=~]/],
	])('there is no %s', (_, pattern) => {
		expect(views.filter(([, text]) => pattern.test(text)).map(([file]) => file)).toEqual([]);
	});
});

describe('in a browser', () => {
	let portal: TestPortal;
	let chrome: Chrome;
	const NAMES = [
		'" hx-get="/evil" hx-trigger="load" x="',
		'<b hx-get="/evil" hx-trigger="load">Eve</b>',
		'<img src=x hx-on:error="document.title=1" onerror="document.title=1">',
	];

	beforeAll(async () => {
		portal = await testPortal();
		chrome = await openChrome();
	}, 120_000);

	afterAll(async () => {
		await chrome?.close();
		await portal.close();
	});

	it('names are texts wherever they stand, and what looks like a script is never run', async () => {
		const boss = await signUp(portal, 'owner@corp.example');
		await boss.post(await linkTo(portal, 'owner@corp.example', '/auth/verify/'));
		await boss.post('/welcome/organisation', { name: NAMES[0] ?? '' });
		await boss.post('/welcome/team', { skip: '1' });
		const person = await connectSandbox(portal, boss);
		for (const name of NAMES) {
			await boss.post('/account/name', { name });
			await boss.post('/settings/templates', { name });
		}
		const context = await chrome.newContext();
		const [name = '', value = ''] = (boss.cookie ?? '').split('=', 2);
		await context.addCookies([{ name, value, url: portal.url }]);
		const page = await context.newPage();
		const asked: string[] = [];
		page.on('request', (request) => asked.push(new URL(request.url()).pathname));
		for (const path of [
			'/',
			'/account',
			'/team',
			'/audit',
			'/settings/templates',
			`/employees/${person}`,
			'/offboardings/new',
			'/settings/delete',
		]) {
			await page.goto(portal.url + path);
			expect(
				await page.locator('[hx-get^="/evil"], [onerror], main b b, img[src="x"]').count(),
			).toBe(0);
			expect(await page.title()).not.toBe('1');
		}
		expect(await page.goto(`${portal.url}/team`).then(() => page.textContent('main'))).toContain(
			NAMES[2],
		);
		// Even what an attacker would get into a page is not run: the policy forbids to make a script of a text.
		await page.evaluate(`(() => {
			const holder = document.createElement('div');
			holder.innerHTML = '<button id="evil" hx-on:click="document.title=1" hx-vals="js:{a:(document.title=1)}" hx-get="/team" hx-trigger="click[document.title=1]">x</button>';
			document.querySelector('main').append(holder);
			window.htmx.process(holder);
		})()`);
		await page.click('#evil');
		await page.waitForTimeout(300);
		expect(await page.title()).not.toBe('1');
		expect(asked).not.toContain('/evil');
	}, 60_000);
});
