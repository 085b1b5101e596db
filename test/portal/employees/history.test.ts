import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn } from '../../harness/people';
import { owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let browser: Browser;
let run: RunRecord;
let id: string;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	browser = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, browser);
	id = personIn(sandbox, 'ordinary').profile.id;
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const request = { connection, user: upn('ordinary'), manager: null, dryRun: false, ticket: null };
	const more = { requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder };
	run = await portal.runner.offboard({ ...request, ...more });
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const pageOf = async (person: string) => (await browser.get(`/employees/${person}`)).text;
const taken = (text: string) =>
	/<section aria-labelledby="h-taken">[^]*?<\/section>/.exec(text)?.[0];

/** What a step took, by name, as its record has it. */
const took = (key: string) =>
	run.steps
		.find((step) => step.key === key)
		?.outcome?.items.filter(({ status }) => status === 'done')
		.map(({ target }) => target) ?? [];

describe('the history of a person', { timeout: 120_000 }, () => {
	it('says what was taken from them, for the day they come back', async () => {
		const section = taken(await pageOf(id)) ?? '';
		const all = ['removeMfaMethods', 'removeFromTeams', 'wipeDevices'].flatMap(took);
		expect(all.length).toBeGreaterThan(2);
		for (const target of all) expect(section).toContain(`<li>${target}`);
		expect(section).toMatch(/<dt>Devices<\/dt>[^]*\(requested, not seen\)/);
		expect(section).not.toContain('given back');
	});

	it('says that it was undone, and what was given back by that', async () => {
		const form = { reason: 'The wrong person', confirm: upn('ordinary'), seen: '0' };
		await browser.post(`/offboardings/${run.id}/undo`, form);
		const isOver = async () => (await portal.runner.undos([run.id]))[0]?.endedAt;
		while (!(await isOver())) await new Promise((resolve) => setTimeout(resolve, 100));
		const text = await pageOf(id);
		expect(text).toContain(`href="/offboardings/${run.id}/undos/1">Undone as far as it can be<`);
		const section = taken(text) ?? '';
		for (const target of took('removeFromTeams')) {
			expect(section).toMatch(
				new RegExp(`<li>${target.replace(/[()]/g, '\\$&')} <span[^>]*>\\(given`),
			);
		}
		expect(section).toMatch(/<dt>Sign-in methods<\/dt><dd><ul><li>[^<]+<\/li>/);
	});

	it('of somebody who came back with another account and the same address has the earlier one', async () => {
		const back = 'abcdef01-2345-4678-9abc-def012345678';
		(personIn(sandbox, 'ordinary').profile as { id: string }).id = back;
		await browser.post('/employees/sync');
		while ((await browser.get(`/employees/${back}`)).status !== 200) {
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		const text = await pageOf(back);
		expect(text).toContain('An earlier account with this address');
		expect(taken(text)).toContain(run.id);
	});
});
