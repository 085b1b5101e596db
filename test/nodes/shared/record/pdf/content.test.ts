import { describe, expect, it } from 'vitest';
import {
	allDone,
	at,
	call,
	exceptions,
	item,
	lockOutSteps,
	offboarding,
	simulated,
	step,
} from '../../../../harness/offboardings';
import { pagesOf, squeezed, textOf } from '../../../../harness/readPdf';
import { draw } from './draw';
import { saidBy } from './said';

describe('the compliance PDF', () => {
	it.each([
		['all done', allDone()],
		['with exceptions', exceptions()],
		['simulated', simulated()],
	])('says everything that happened: %s', async (_name, run) => {
		const text = await textOf(await draw(run));
		const missing = saidBy(run).filter((value) => !text.includes(squeezed(value)));
		expect(missing).toEqual([]);
		expect(saidBy(run).length).toBeGreaterThan(50);
	});

	it('tells the story on the first page', async () => {
		const [first = ''] = await pagesOf(await draw(allDone()));
		for (const words of [
			'Bartholomew van der Westhuizen-Oyelaran',
			'In the tenant Halden Logistics',
			'Locked out',
			'Sign-in off 17:04:31.0 UTC Read back 17:04:31.2',
			'Password replaced 17:04:31.5 UTC Read back 17:04:31.7',
			'Sessions revoked 17:04:32.0 UTC Read back 17:04:32.2',
			'7 done, 2 skipped with a reason, nothing open.',
		]) {
			expect(squeezed(first)).toContain(squeezed(words));
		}
	});

	it('says that it is not signed, on every page', async () => {
		const pages = await pagesOf(await draw(allDone()));
		for (const page of pages) expect(page).toContain('not signed');
		expect(squeezed(pages.join(''))).toContain(squeezed('This record is not signed.'));
	});

	it('never writes done, nor locked out, over what was only accepted', async () => {
		const accepted = allDone().steps.map((outcome) => ({
			...outcome,
			status: 'done' as const,
			verified: false,
			items: outcome.items.map((entry) => ({ ...entry, verified: false, verifiedAt: null })),
		}));
		const text = (await pagesOf(await draw({ ...allDone(), steps: accepted }))).join('');
		expect(text).not.toMatch(/\bDone\b|\bdone\b|Locked out/);
		expect(text).toContain('Lock-out accepted');
		expect(text).toContain('Accepted');
		expect(text).toContain('Requested');
	});

	it('trusts the worst item over the word of its step', async () => {
		const failed = item(2, 'Phone', { status: 'failed', verified: false, reason: 'Refused.' });
		const run = offboarding([
			...lockOutSteps(),
			step('removeMfaMethods', 2, { summary: 'All removed.', items: [failed] }),
		]);
		const text = await textOf(await draw(run));
		expect(text).toContain(squeezed('3 done, 1 failed, 5 not started.'));
	});

	it('shows an unread holding as unread, not as nothing', async () => {
		const text = await textOf(await draw(exceptions()));
		expect(text).toContain(squeezed('Authentication methods: not read Could not be read'));
	});

	it('puts what is open first, the lock-out before the rest', async () => {
		const [first = ''] = await pagesOf(await draw(exceptions()));
		const text = squeezed(first);
		expect(text).toContain(squeezed('Open: 6 items Do this first. Step 1, Disable account'));
		expect(text.indexOf('HAL-LT-0412')).toBeGreaterThan(text.indexOf(squeezed('Step 2, Reset')));
	});

	it('shows every try of a step, and the order in which the steps really ran', async () => {
		const [disable, ...rest] = lockOutSteps();
		const refused = step('disableAccount', 0, { status: 'failed', verified: false, reason: '403' });
		const roles = step('removeAdminRoles', 0.2, { summary: 'Roles went first.' });
		const steps = [refused, roles, ...(disable ? [disable] : []), ...rest];
		const text = await textOf(await draw(offboarding(steps)));
		expect(text).toContain(squeezed('Disable account, earlier try Failed'));
		expect(text).toContain(squeezed('The steps ran in this order: 1, 5, 1, 2, 3.'));
		expect(text).toContain(squeezed('4 done, 5 not started'));
	});

	it('marks every page of a simulated run, and no page of a real one', async () => {
		for (const page of await pagesOf(await draw(simulated()))) {
			expect(squeezed(page)).toContain(squeezed('SIMULATED. Not evidence of anything.'));
		}
		expect(await textOf(await draw(allDone()))).not.toMatch(/simulated/i);
	});

	it('prints the partner only when there is one', async () => {
		expect((await pagesOf(await draw(allDone()))).join('')).not.toMatch(/\bpartner\b|\bMPN\b/i);
		const partner = { name: 'Kestrel IT', mpn: '6123456' };
		const text = await textOf(await draw(allDone(), { partner }));
		expect(text).toContain(squeezed('Partner Kestrel IT, MPN 6123456'));
	});

	it('numbers its pages and repeats the head of a table on each', async () => {
		const calls = Array.from({ length: 120 }, (_, n) => call(2 + n / 100));
		const run = offboarding([...lockOutSteps(), step('removeFromTeams', 2, { calls })]);
		const pdf = await draw({ ...run, startedAt: at(0) });
		const pages = await pagesOf(pdf);
		expect(pages).toHaveLength(pdf.toString('latin1').split('/Type /Page\n').length - 1);
		pages.forEach((page, n) => {
			expect(page).toContain(`Page ${n + 1} of ${pages.length}`);
			expect(page).toContain(run.request.id);
		});
		const last = pages.slice(-3);
		for (const page of last) expect(page).toContain('Request, and its request-id at Microsoft');
	});

	it('refuses a dry run, which has nothing to record', async () => {
		const run = allDone();
		const dry = { ...run, request: { ...run.request, dryRun: true } };
		await expect(draw(dry)).rejects.toThrow('dry run');
	});
});
