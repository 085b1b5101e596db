import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn, type Case } from '../../harness/people';
import { owner, type Browser, type TestPortal } from '../../harness/portal';

const DAY = 24 * 3_600_000;

let portal: TestPortal;
let sandbox: Sandbox;
let boss: Browser;
let foreign: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	boss = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, boss);
	foreign = await owner(portal, 'owner@other.example');
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

async function offboarded(who: Case): Promise<RunRecord> {
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	return await portal.runner.offboard({
		...{ connection, user: upn(who), manager: null, dryRun: false, ticket: null },
		...{ requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder },
	});
}

/** What the table says of somebody; null: they are not in it. */
async function rowOf(who: Case): Promise<string | null> {
	const { text } = await boss.get('/licences/held');
	const { displayName } = personIn(sandbox, who).profile;
	return text.split('<tr role="row">').find((row) => row.includes(`>${displayName}</a>`)) ?? null;
}

it('asks nothing where nobody was offboarded', async () => {
	expect((await boss.get('/licences')).text).toContain('Nobody was offboarded');
	expect((await boss.get('/licences/held')).status).toBe(200);
	expect((await boss.get('/')).text).not.toContain('href="/licences"');
});

it('names who still holds what and how, as the tenant says it now', async () => {
	const run = await offboarded('ordinary');
	await offboarded('mac');
	const direct = await rowOf('ordinary');
	expect(direct).toContain('<code>SPE_E5</code>');
	expect(direct).toContain('Given to them directly');
	expect(direct).toContain(`href="/offboardings/${run.id}"`);
	expect(await rowOf('mac')).toContain('SPE_E5');
	const home = (await boss.get('/')).text;
	expect(home).toMatch(/href="\/licences">See who still holds some<[^]*2 people offboarded in/);
	const page = (await boss.get('/licences')).text;
	expect(page).toContain('hx-get="/licences/held"');
	expect(page).not.toContain('SPE_E5');
	expect((await foreign.get('/licences/held')).text).not.toContain('SPE_E5');
	personIn(sandbox, 'ordinary').profile.assignedLicenses = [];
	expect(await rowOf('ordinary')).toBeNull();
}, 60_000);

describe('what they cost', () => {
	const keep = (fields: Readonly<Record<string, string>>, by = boss) =>
		by.post('/licences/prices', fields);

	it('is not known until an Owner or Admin says it, and then a sum of what has a price', async () => {
		const page = (await boss.get('/licences/held')).text;
		expect(page).not.toContain('a month</b>');
		expect(page).toContain('Say what a licence costs');
		const wrong = await keep({ 'sku-0': 'SPE_E5', 'price-0': 'lots', currency: 'EUR' });
		expect(wrong.status).toBe(422);
		expect(wrong.text).toContain('Write the price of one licence a month as 52.80');
		expect(wrong.text).toContain('value="lots"');
		const none = await keep({ 'sku-0': 'SPE_E5', 'price-0': '1', currency: 'XYZ' });
		expect([none.status, none.text.includes('Choose a currency of the list.')]).toEqual([
			422,
			true,
		]);
		const prices = { 'sku-0': 'SPE_E5', 'price-0': '52,80', 'sku-1': 'VISIO', 'price-1': '' };
		expect((await keep({ ...prices, currency: 'EUR' })).location).toBe('/licences');
		const priced = (await boss.get('/licences/held')).text.replaceAll('\u00a0', ' ');
		const count = priced.split('<code>SPE_E5</code>').length - 1;
		expect(count).toBeGreaterThan(0);
		expect(priced).toContain(`<b>EUR ${(count * 52.8).toFixed(2)} a month</b>`);
		expect(priced).toContain('EUR 52.80 a month</span>');
		const all = /<b>(\d+) licences?<\/b>/.exec(priced)?.[1];
		const others = Number(all) - count;
		expect(priced.includes('no price and')).toBe(others > 0);
		expect((await foreign.get('/licences')).text).not.toContain('EUR 52.80');
		expect((await boss.get('/audit')).text).toContain('Prices of licences kept: 1, in EUR');
		await keep({ 'sku-0': 'SPE_E5', 'price-0': '', currency: 'EUR' });
		expect((await boss.get('/licences/held')).text).not.toContain('a month</b>');
	}, 30_000);
});

it('says how where a group gave it, and where it is both', async () => {
	const run = await offboarded('noManager');
	const { profile } = personIn(sandbox, 'noManager');
	const [state] = profile.licenseAssignmentStates;
	if (!state) throw new Error('There is no licence.');
	profile.licenseAssignmentStates = [{ ...state, assignedByGroup: 'a-group' }];
	expect(await rowOf('noManager')).toContain('By a group');
	profile.licenseAssignmentStates = [state, { ...state, assignedByGroup: 'a-group' }];
	expect(await rowOf('noManager')).toContain('Directly, and by a group');
	profile.licenseAssignmentStates = [];
	expect(await rowOf('noManager')).toContain('How is not known');
	expect(run.status).not.toBe('failed');
}, 60_000);

it('goes by the offboarding, not by one more try of a step of it', async () => {
	sandbox.faults.add('403 on POST */messageRules*');
	const run = await offboarded('noDevices');
	sandbox.faults.clear();
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const asked = { connection, requestedBy: 'Ada', by: 'Ada', reason: null };
	await portal.runner.tryStep(run.id, 'forwardEmail', { ...asked, reportFolder: portal.folder });
	expect(await rowOf('noDevices')).toContain(`href="/offboardings/${run.id}"`);
	await portal.runner.undo(run.id, { connection, askedBy: 'Ada', reason: 'The wrong one' });
	expect(await rowOf('noDevices')).toBeNull();
}, 60_000);

it('counts nobody who was taken back, and nobody after thirty days', async () => {
	const run = await offboarded('noMethods');
	expect(await rowOf('noMethods')).toContain('SPE_E5');
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	await portal.runner.undo(run.id, { connection, askedBy: 'Ada', reason: 'The wrong one' });
	expect(await rowOf('noMethods')).toBeNull();
	expect(await rowOf('noManager')).not.toBeNull();
	portal.wait(30 * DAY);
	await boss.post('/auth/signin', { email: 'ada@corp.example', password: 'correct horse battery' });
	expect((await boss.get('/licences/held')).text).toContain('Nobody was offboarded');
}, 60_000);

it('says why where the tenant can not be asked', async () => {
	portal.wait(-30 * DAY);
	await boss.post('/auth/signin', { email: 'ada@corp.example', password: 'correct horse battery' });
	sandbox.tenant.app.secretExpired = true;
	sandbox.tenant.app.tokenGeneration += 1;
	const { status, text } = await boss.get('/licences/held');
	expect(status).toBe(200);
	expect(text).toContain('It could not be read');
	expect(text).toContain('Read again');
});
