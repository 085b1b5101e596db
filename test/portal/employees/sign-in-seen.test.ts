import { afterAll, beforeAll, expect, it } from 'vitest';
import { offboarded, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 120_000);

afterAll(() => portal.close());

const UPN = 'adele.vance@rehearsal.example';

async function shown() {
	const list = (await browser.get('/employees?q=adele')).text;
	const id = /href="\/employees\/([0-9a-f-]{36})"/.exec(list)?.[1] ?? 'none';
	const off = (await browser.get('/employees')).text;
	return {
		id,
		state: /data-l="State"><div class="v"><span class="quiet">([^<]+)/.exec(list)?.[1]?.trim(),
		offInAll: /Sign-in off\s*<[^>]+>(\d+)/.exec(off)?.[1],
		page: /<dt>Sign-in<\/dt><dd>([^<]+)/.exec((await browser.get(`/employees/${id}`)).text)?.[1],
	};
}

it('a list says of whoever was just offboarded that sign-in is off, and of whoever was given back that it is on', async () => {
	const before = await shown();
	expect(before).toMatchObject({ state: 'Active', page: 'Allowed' });
	const run = `/offboardings/${await offboarded(portal, browser, before.id)}`;
	const left = await shown();
	expect(left).toMatchObject({ state: 'Sign-in off', page: 'Off' });
	expect(Number(left.offInAll)).toBe(Number(before.offInAll) + 1);

	await browser.post(`${run}/undo`, { reason: 'The wrong person', confirm: UPN, seen: '0' });
	await expect.poll(async () => (await shown()).state, { timeout: 20_000 }).toBe('Active');
	expect(await shown()).toEqual(before);
}, 60_000);
