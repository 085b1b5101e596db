import { describe, expect, it } from 'vitest';
import { endIn, graphTime, timeIn } from '../../../nodes/SetOutOfOffice/endsAt';
import { setOutOfOffice } from '../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';

const test = eachRehearsal();
const NOW = new Date('2026-11-23T12:00:00Z');

function repliesOf({ sandbox }: Scene) {
	return personIn(sandbox, 'ordinary').mailbox.automaticReplies;
}

describe('replies with an end', () => {
	it.each(['2090-12-31T18:00:00Z', '2090-12-31T19:30:00+01:30', '2090-12-31T10:00-0800'])(
		'are scheduled from now to %s, and read back with their times',
		async (endsAt) => {
			const { scene } = test;
			const before = Date.now();
			const outcome = await scene.offboard(setOutOfOffice, { endsAt }, 'ordinary');
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(outcome.summary).toContain('until 2090-12-31 18:00 UTC');
			const replies = repliesOf(scene);
			expect(replies).toMatchObject({ status: 'scheduled', externalAudience: 'all' });
			expect(replies.scheduledEndDateTime).toEqual({
				dateTime: '2090-12-31T18:00:00.0000000',
				timeZone: 'UTC',
			});
			const start = timeIn({ ...replies.scheduledStartDateTime })?.getTime() ?? 0;
			expect(Math.abs(start - before)).toBeLessThan(60_000);
		},
	);

	it('are only accepted while another end is read back', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const replies = { ...repliesOf(scene) };
		Object.defineProperty(personIn(scene.sandbox, 'ordinary').mailbox, 'automaticReplies', {
			get: () => replies,
			set: (next: object) =>
				Object.assign(replies, next, {
					scheduledEndDateTime: { dateTime: '2090-12-30T18:00:00.0000000', timeZone: 'UTC' },
				}),
		});
		const options = { endsAt: '2090-12-31T18:00:00Z' };
		const outcome = await scene.run(setOutOfOffice, options, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: false });
	});

	it('give way to replies without an end', async () => {
		const { scene } = test;
		await scene.offboard(setOutOfOffice, { endsAt: '2090-12-31T18:00:00Z' }, 'ordinary');
		const again = await scene.offboard(setOutOfOffice, { endsAt: '' }, 'ordinary');
		expect(again).toMatchObject({ status: 'done', verified: true });
		expect(again.items[0]?.before).toContain('scheduled');
		expect(repliesOf(scene).status).toBe('alwaysEnabled');
	});

	it('say until when in a dry run', async () => {
		const { scene } = test;
		const options = { endsAt: '2090-12-31T18:00:00Z', externalMessage: 'Gone' };
		const plan = await scene.offboard(setOutOfOffice, options, 'ordinary', { dryRun: true });
		expect(plan.summary).toContain('would be on until 2090-12-31 18:00 UTC');
		expect(plan.summary).toContain('Outside: Gone');
		expect(scene.writes()).toEqual([]);
	});

	it('with a mistake fail before anything is sent', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const before = scene.sandbox.log.length;
		const outcome = await scene.run(setOutOfOffice, { endsAt: 'next Friday' }, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', calls: [] });
		expect(outcome.items[0]?.code).toBe('InvalidEndsAt');
		expect(outcome.reason).toContain('Ends At is not a date and time');
		expect(scene.sandbox.log).toHaveLength(before);
	});
});

it.each([
	['31.12.2026', 'is not a date and time'],
	['2026-12-31', 'is not a date and time'],
	['2026-12-31 18:00Z', 'is not a date and time'],
	[1_798_740_000_000, 'is not a date and time'],
	['2026-12-31T18:00:00', 'has no time zone'],
	['2026-02-30T18:00:00Z', 'is not on the calendar'],
	['2026-13-01T18:00:00Z', 'is not on the calendar'],
	['2026-12-31T25:00:00Z', 'is not on the calendar'],
	['2026-11-23T12:59:00+01:00', 'has passed already (2026-11-23 11:59 UTC)'],
])('refuses %j: %s', (value, problem) => {
	const result = endIn(value, NOW);
	expect(result.ok ? '' : result.problem).toContain(problem);
});

it('takes nothing for no end, and a date from an expression for a time', () => {
	for (const nothing of [undefined, null, '', '  ']) {
		expect(endIn(nothing, NOW)).toEqual({ ok: true, end: null });
	}
	const end = new Date('2026-12-31T18:00:00.000Z');
	expect(endIn(end, NOW)).toEqual({ ok: true, end });
	expect(graphTime(end)).toEqual({ dateTime: '2026-12-31T18:00:00', timeZone: 'UTC' });
});

it('knows no time in a zone of which it knows no offset', () => {
	const dateTime = '2026-12-31T18:00:00.0000000';
	expect(timeIn({ dateTime, timeZone: 'W. Europe Standard Time' })).toBeNull();
	expect(timeIn({ dateTime, timeZone: 'UTC' })?.toISOString()).toBe('2026-12-31T18:00:00.000Z');
	expect(timeIn({ timeZone: 'UTC' })).toBeNull();
});
