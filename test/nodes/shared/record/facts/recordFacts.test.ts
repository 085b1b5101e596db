import { describe, expect, it } from 'vitest';
import { authorityOf } from '../../../../../nodes/shared/record/facts/authority';
import { controlsOf } from '../../../../../nodes/shared/record/facts/controls';
import { recordFactsOf } from '../../../../../nodes/shared/record/facts/recordFacts';
import { timingOf } from '../../../../../nodes/shared/record/facts/timing';
import { minutesWords, zoneMoment } from '../../../../../nodes/shared/record/times';
import { caseFactsIn, type CaseFacts } from '../../../../../nodes/shared/step/caseFacts';
import type { Offboarding } from '../../../../../nodes/shared/step/offboarding';
import { allDone, exceptions, recorded, simulated } from '../../../../harness/offboardings';

const AT = '2026-11-20T17:06:02.000Z';

describe('the time from the end of employment to the lock-out', () => {
	const of = (facts: CaseFacts, run: Offboarding = allDone()) =>
		timingOf({ ...run, request: { ...run.request, caseFacts: facts } }, AT);

	it('is reckoned from what was accepted, and compared with the target', () => {
		const end = '2026-11-20T17:00:00.000Z';
		expect(of({ effectiveEnd: end, lockOutTargetMinutes: 5 })).toMatchObject({
			...{ lockedOutAt: '2026-11-20T17:04:32.000Z', minutesToLockOut: 4.5 },
			...{ target: 'met', note: null, lockOutSeen: true },
		});
		expect(of({ effectiveEnd: end, lockOutTargetMinutes: 4 }).target).toBe('missed');
		const before = of({ effectiveEnd: '2026-11-20T18:00:00.000Z', lockOutTargetMinutes: 0 });
		expect(before).toMatchObject({ minutesToLockOut: -55.5, target: 'met' });
	});

	it('is not made up where the end or the target is not recorded', () => {
		expect(of({})).toMatchObject({ minutesToLockOut: null, target: 'notReckoned' });
		expect(of({ effectiveEnd: AT })).toMatchObject({
			target: 'notReckoned',
			note: 'No target was given.',
		});
	});

	it('is never met by a lock-out that did not come', () => {
		const end = { effectiveEnd: '2026-11-20T17:00:00.000Z' };
		const open = of({ ...end, lockOutTargetMinutes: 60 }, exceptions());
		expect(open).toMatchObject({ lockedOutAt: null, minutesToLockOut: null, target: 'open' });
		expect(of({ ...end, lockOutTargetMinutes: 5 }, exceptions()).target).toBe('missed');
	});

	it('says so where it rests on what was only accepted', () => {
		const run = allDone();
		const steps = run.steps.map((step) =>
			step.key === 'resetPassword'
				? {
						...step,
						verified: false,
						items: step.items.map((item) => ({ ...item, verified: false })),
					}
				: step,
		);
		const timing = of(
			{ effectiveEnd: '2026-11-20T17:00:00.000Z', lockOutTargetMinutes: 60 },
			{ ...run, steps },
		);
		expect(timing).toMatchObject({ target: 'met', lockOutSeen: false });
		expect(timing.note).toMatch(/not all of it was read back/);
	});
});

describe('the control map', () => {
	const supportOf = (run: Offboarding, signed = true) =>
		Object.fromEntries(
			controlsOf(run, signed).map(({ framework, control, support }) => [
				`${framework} ${control}`,
				support,
			]),
		);

	it('rests on what this run has shown', () => {
		expect(supportOf(recorded())).toMatchObject({
			'SOC 2 CC6.1': 'supports',
			'SOC 2 CC6.5': 'nothingToDo',
			'ISO 27001:2022 A.5.11': 'nothingToDo',
			'ISO 27001:2022 A.6.5': 'inPart',
			'HIPAA 164.308(a)(3)(ii)(C)': 'inPart',
			'GDPR Art. 5(2)': 'supports',
		});
	});

	it('never calls a control supported by a step that failed, or was only accepted', () => {
		const broken = supportOf(exceptions());
		expect(broken['SOC 2 CC6.1']).toBe('inPart');
		expect(broken['SOC 2 CC6.5']).toBe('no');
		expect(Object.entries(broken).filter(([, word]) => word === 'supports')).toEqual([
			['ISO 27001:2022 A.8.2', 'supports'],
			['GDPR Art. 5(2)', 'supports'],
		]);
		const run = allDone();
		const steps = run.steps.map((step) => ({ ...step, verified: false }));
		expect(supportOf({ ...run, steps })['SOC 2 CC6.1']).toBe('notYet');
		expect(supportOf({ ...run, steps: [] })['SOC 2 CC6.1']).toBe('no');
	});

	it('supports nothing with a rehearsal, and no accountability without a signature', () => {
		expect(new Set(Object.values(supportOf(simulated())))).toEqual(new Set(['rehearsed']));
		expect(supportOf(allDone(), false)['GDPR Art. 5(2)']).toBe('no');
	});

	it('never says certifies', () => {
		expect(JSON.stringify(controlsOf(recorded(), true))).not.toMatch(/certif|complian|guarantee/i);
	});
});

describe('the separation of duties', () => {
	const of = (requestedBy: string | null, approvedBy?: string) =>
		authorityOf({
			...allDone().request,
			requestedBy,
			caseFacts: approvedBy === undefined ? {} : { approvedBy },
		}).separationOfDuties;

	it('is told by either half of a name', () => {
		expect(of('Priya Nair <priya@contoso.com>', 'PRIYA@contoso.com')).toBe('samePerson');
		expect(of('Priya Nair', 'Priya Nair <priya@contoso.com>')).toBe('samePerson');
		expect(of('Priya Nair', 'Miriam Adeyemi')).toBe('separate');
	});

	it('is not recorded unless both are', () => {
		expect(of(null, 'Miriam Adeyemi')).toBe('notRecorded');
		expect(of('Priya Nair')).toBe('notRecorded');
	});
});

describe('what a record reckons', () => {
	it('says of each step when it was asked for, seen, and bites, where that is known', () => {
		const about = {
			...{ generatedAt: AT, signer: null, auditLog: null },
			product: { name: 'OffboardIQ', version: '1' },
		};
		const { actions, openItems, inventory } = recordFactsOf(exceptions(), about);
		const [disable, , revoke] = actions;
		expect(disable).toMatchObject({ status: 'blocked', acceptedAt: null, effectiveBy: null });
		expect(revoke).toMatchObject({
			acceptedAt: '2026-11-20T17:04:32.000Z',
			effectiveBy: '2026-11-20T18:34:32.000Z',
		});
		expect(actions.find(({ key }) => key === 'wipeDevices')?.effectiveBy).toBeNull();
		expect(openItems[0]).toMatchObject({ number: 1, owner: null, due: null });
		expect(inventory).toContainEqual({
			what: 'Sign-in methods',
			before: 'not read',
			after: '1 done, 1 failed',
		});
	});
});

describe('the facts of a case from outside', () => {
	it('are texts and instants, and nothing where nothing is given', () => {
		for (const nothing of [undefined, null, '', '{}', {}, { reason: '' }]) {
			expect(caseFactsIn(nothing)).toBeNull();
		}
		const facts = caseFactsIn('{"effectiveEnd":"2026-11-27T18:00:00+01:00","reason":"=1+1"}');
		expect(facts).toEqual({ effectiveEnd: '2026-11-27T17:00:00.000Z', reason: '=1+1' });
	});

	it.each([
		['[1]', 'The facts of the case are not a JSON object.'],
		['{', 'The facts of the case are not a JSON object.'],
		[{ salary: '1' }, 'The facts of a case have no "salary".'],
		[{ reason: 7 }, 'reason is a text of at most 1000 characters.'],
		[{ effectiveEnd: '2026-11-27T18:00' }, /^effectiveEnd is a time with its offset/],
		[{ lockOutTargetMinutes: '60' }, /^lockOutTargetMinutes is a whole number/],
	])('are refused in one line when they are not: %j', (given, message) => {
		expect(() => caseFactsIn(given)).toThrow(message);
	});
});

describe('times', () => {
	it.each([
		[4.53, '4.5 min'],
		[119, '119 min'],
		[192, '3 h 12 min'],
		[1440, '24 h'],
		[-3120, '2 d 4 h'],
	])('%d minutes are %s', (minutes, words) => {
		expect(minutesWords(minutes)).toBe(words);
	});

	it('are shown on the clocks of their zone where that was kept', () => {
		const utc = '2026-11-27T17:00:00.000Z';
		const local = '2026-11-27 18:00:00 (UTC+01:00)';
		expect(zoneMoment(utc, local, 'Europe/Berlin')).toBe(
			'27 Nov 2026, 18:00:00 (UTC+01:00), Europe/Berlin',
		);
		expect(zoneMoment(utc)).toBe('27 Nov 2026, 17:00:00.0 UTC');
	});
});
