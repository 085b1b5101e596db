import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilEnded, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 180_000);

afterAll(() => portal.close());

const at = (alias: string): string => `${alias}@rehearsal.example`;

async function idOf(alias: string): Promise<string> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

const numberIn = (text: string): string => /name="preview" value="([^"]+)"/.exec(text)?.[1] ?? '';

const real = () => portal.runner.runs({ dryRun: false });

/** What somebody has in front of them who chose this. */
async function read(choice: Readonly<Record<string, string>>): Promise<string> {
	return numberIn((await browser.post('/offboardings/preview', choice)).text);
}

it.each([
	['devices', { devices: 'leave' }, { devices: 'wipeCompany' }, 'Would be wiped'],
	[
		'recipient',
		{ devices: 'leave', manager: at('adele.vance') },
		{ devices: 'leave', manager: at('alex.wilber') },
		`to ${at('alex.wilber')}`,
	],
])(
	'a preview of another choice of %s is shown again: what was not read is not done',
	async (_what, before, after, words) => {
		const user = await idOf('lee.gu');
		const preview = await read({ user, ...before });
		const form = { user, confirm: at('lee.gu'), ticket: 'HR-3', ...after };
		const answer = await browser.post('/offboardings', { ...form, preview });
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('You chose something else after the preview was read.');
		expect(answer.text).toContain('value="HR-3"');
		expect(answer.text).toContain(words);
		expect(await real()).toEqual([]);
	},
	60_000,
);

it('a preview of just this starts it, the manager written in whatever way', async () => {
	const user = await idOf('isaiah.langer');
	const page = (await browser.get(`/offboardings/new?user=${user}`)).text;
	const manager = /id="manager" name="manager" type="text" value="([^"]+)"/.exec(page)?.[1] ?? '';
	const preview = await read({ user, devices: 'retireAll' });
	const form = { user, confirm: at('isaiah.langer'), devices: 'retireAll', preview };
	const started = await browser.post('/offboardings', { ...form, manager: manager.toUpperCase() });
	expect(started.location).toMatch(/^\/offboardings\/SIM-/);
	await untilEnded(portal, started.location?.split('/').at(-1) ?? '');
}, 60_000);

it('a page whose preview did not come starts nothing', async () => {
	const user = await idOf('adele.vance');
	const page = (await browser.get(`/offboardings/new?user=${user}`)).text;
	const shows = /name="shows" value="([^"]+)"/.exec(page)?.[1] ?? '';
	const form = { user, confirm: at('adele.vance'), shows };
	const answer = await browser.post('/offboardings', form);
	expect(answer.status).toBe(422);
	expect(answer.text).toContain('Read what will happen, then confirm once more.');
	expect((await real()).filter(({ request }) => request.user === user)).toEqual([]);
}, 60_000);
