import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { startPortal } from '../../../portal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSandbox, signUp, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 60_000);

afterAll(() => portal.close());

/** Somebody of the simulated tenant, by what their address begins with. */
async function find(alias: string): Promise<{ id: string; upn: string }> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	const id = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	return { id, upn: `${alias}@rehearsal.example` };
}

/** The page of a run at its end. */
async function atEnd(path: string): Promise<string> {
	for (let tries = 0; tries < 300; tries++) {
		const { text } = await browser.get(path);
		if (!text.includes('every 1s')) return text;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('The run did not end');
}

const real = () => portal.runner.runs({ dryRun: false });

describe('an offboarding', () => {
	it('begins only when the right address was typed', async () => {
		const { id } = await find('adele.vance');
		const answer = await browser.post('/offboardings', {
			user: id,
			confirm: 'alex.wilber@rehearsal.example',
		});
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('Nothing was started');
		expect(await real()).toEqual([]);
	});

	it('shows before what it would do, and changes nothing for it', async () => {
		const { id } = await find('adele.vance');
		const preview = (await browser.get(`/offboardings/preview?user=${id}`)).text;
		expect(preview).toContain('Would be wiped. This can not be undone.');
		// The run gets a number of its own: that of the preview is no promise.
		expect(preview).not.toMatch(/SIM-[\d-]+\.pdf/);
		expect((await browser.get(`/employees/${id}`)).text).toContain('Allowed');
		expect(await real()).toEqual([]);
	});

	it('runs, is watched, and its record is the file that was written', async () => {
		const { id, upn } = await find('adele.vance');
		const started = await browser.post('/offboardings', { user: id, confirm: upn, ticket: 'HR-1' });
		expect(started.location).toMatch(/^\/offboardings\/SIM-/);
		const page = await atEnd(started.location ?? '');
		expect(page).toContain('Completed, not all seen yet, simulated');
		expect(page).toContain('Not wiped until Intune says so');
		const [run] = await real();
		const file = await fetch(`${portal.url}/reports/${run?.id}`, {
			headers: { cookie: browser.cookie ?? '' },
		});
		const bytes = Buffer.from(await file.arrayBuffer());
		expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${run?.id}.pdf"`);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(run?.report?.sha256);
		expect(run?.request.requestedBy).toBe('owner <owner@corp.example>');
		// Billing counts what happened in real tenants.
		const billing = (await browser.get('/billing')).text;
		expect(billing).toContain('<dt>Offboardings this month</dt><dd>0 <small>');
	});

	it('hands out no record that somebody changed', async () => {
		const [run] = await real();
		appendFileSync(run?.report?.path ?? '', '%');
		const answer = await browser.get(`/reports/${run?.id}`);
		expect(answer.status).toBe(409);
		expect(answer.text).toContain('is not the one that was written');
	});

	it('of the last Global Administrator is refused, in words', async () => {
		const { id, upn } = await find('lidia.holloway');
		const started = await browser.post('/offboardings', { user: id, confirm: upn });
		const page = await atEnd(started.location ?? '');
		expect(page).toMatch(/Refused|Completed/);
	});

	it('of oneself is refused', async () => {
		const self = await signUp(portal, 'alex.wilber@rehearsal.example');
		await self.post('/welcome/organisation', { name: 'Self' });
		await self.post('/welcome/team', { skip: '1' });
		await connectSandbox(portal, self);
		const page = (await self.get('/employees?q=alex.wilber')).text;
		const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
		const answer = await self.post('/offboardings', {
			user,
			confirm: 'alex.wilber@rehearsal.example',
		});
		expect(answer.status).toBe(403);
		expect(answer.text).toContain('This is your own account');
	});

	it('of somebody who is not in the directory is not found', async () => {
		const user = '00000000-0000-4000-8000-000000000000';
		expect((await browser.post('/offboardings', { user, confirm: 'x' })).status).toBe(404);
		expect((await browser.get(`/offboardings/new?user=${user}`)).status).toBe(404);
	});
});

it('the simulated tenant answers after a restart as before, and nobody is named for it in the log', async () => {
	const { id } = await find('adele.vance');
	const where = async () => (await portal.runner.connections.list())[0]?.graphBaseUrl;
	const before = await where();
	const { runner, folder: dataFolder } = portal;
	const again = await startPortal({ runner, dataFolder, port: 0, environment: {} });
	try {
		expect(await where()).toMatch(/^http:\/\/127\.0\.0\.1:/);
		expect(await where()).not.toBe(before);
		expect((await browser.get(`/offboardings/preview?user=${id}`)).status).toBe(200);
		const byItself = (await browser.get('/audit?who=system')).text;
		expect(byItself).toContain('Connection kept, encrypted');
	} finally {
		await again.close();
	}
}, 60_000);
