import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed('ada@ada.example'));
}, 120_000);

afterAll(() => portal.close());

async function send(path: string, form: FormData) {
	const answer = await fetch(portal.url + path, {
		...{ method: 'POST', body: form, redirect: 'manual' },
		headers: { cookie: browser.cookie ?? '', 'sec-fetch-site': 'same-origin' },
	});
	return { status: answer.status, text: await answer.text() };
}

it('fields named like parts of the language change nothing of any object', async () => {
	const form = new FormData();
	for (const name of [
		...['__proto__[role]', '__proto__', 'constructor[prototype][role]', 'constructor.prototype'],
		...['people[__proto__][role]', 'ticket[constructor][prototype][role]', 'reason[999999999]'],
	]) {
		form.append(name, 'owner');
	}
	form.append('file', new Blob(['user\nadele.vance@rehearsal.example\n']), '../../etc/passwd');
	const { status } = await send('/bulks/check', form);
	expect(status).toBeLessThan(500);
	expect(({} as { role?: string }).role).toBeUndefined();
	expect(({} as { people?: string }).people).toBeUndefined();
});

it('a form is no larger than its file and one field, however many fields it has', async () => {
	const form = new FormData();
	for (let count = 0; count < 20; count++) form.append(`ticket${count}`, 'x'.repeat(1_000_000));
	form.append('file', new Blob(['user\nadele.vance@rehearsal.example\n']), 'list.csv');
	const { status, text } = await send('/bulks/check', form);
	expect([status, text.includes('larger than 2 MB')]).toEqual([422, true]);
});

it('more parts than any form of ours has are refused, and a second file', async () => {
	const many = new FormData();
	for (let count = 0; count < 60; count++) many.append(`field${count}`, 'x');
	expect((await send('/bulks/check', many)).status).toBe(422);
	const two = new FormData();
	for (const name of ['file', 'file']) two.append(name, new Blob(['user\n']), 'list.csv');
	expect((await send('/bulks/check', two)).status).toBe(422);
});
