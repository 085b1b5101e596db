import { describe, expect, it } from 'vitest';
import { localTime, planNote, planTime } from '../../../runner/schedule/plan-time';
import { parseWallTime, resolveWallTime } from '../../../runner/schedule/wall-time';
import { offsetAt, zoneNamed } from '../../../runner/schedule/zone';

const NOW = new Date('2026-11-25T12:00:00Z');
const plan = (at: string, zone: string) => planTime(at, zone, NOW);

describe('a time on the clocks of a zone', () => {
	it.each([
		// Ordinary times, summer and winter.
		['2026-12-24T18:00', 'Europe/Berlin', '2026-12-24T17:00:00.000Z', '+01:00', 'exact'],
		['2027-07-01T18:00:30', 'Europe/Berlin', '2027-07-01T16:00:30.000Z', '+02:00', 'exact'],
		['2027-07-01T18:00', 'Asia/Kathmandu', '2027-07-01T12:15:00.000Z', '+05:45', 'exact'],
		['2027-01-01T00:00', 'UTC', '2027-01-01T00:00:00.000Z', '+00:00', 'exact'],
		['2027-01-01T00:00', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z', '+14:00', 'exact'],
		// The hour that clocks skip: the first moment after it.
		['2027-03-28T02:30', 'Europe/Berlin', '2027-03-28T01:00:00.000Z', '+02:00', 'gap'],
		['2027-03-28T02:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z', '+02:00', 'gap'],
		['2027-03-28T01:59:59', 'Europe/Berlin', '2027-03-28T00:59:59.000Z', '+01:00', 'exact'],
		['2027-03-28T03:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z', '+02:00', 'exact'],
		['2027-03-14T02:30', 'America/New_York', '2027-03-14T07:00:00.000Z', '-04:00', 'gap'],
		['2027-09-05T00:00', 'America/Santiago', '2027-09-05T04:00:00.000Z', '-03:00', 'gap'],
		['2027-09-05T00:59:59', 'America/Santiago', '2027-09-05T04:00:00.000Z', '-03:00', 'gap'],
		['2027-10-03T02:15', 'Australia/Lord_Howe', '2027-10-02T15:30:00.000Z', '+11:00', 'gap'],
		// The hour that clocks show twice: the first of the two.
		['2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00.000Z', '+02:00', 'overlap'],
		['2027-10-31T03:00', 'Europe/Berlin', '2027-10-31T02:00:00.000Z', '+01:00', 'exact'],
		['2027-11-07T01:30', 'America/New_York', '2027-11-07T05:30:00.000Z', '-04:00', 'overlap'],
		['2027-04-03T23:30', 'America/Santiago', '2027-04-04T02:30:00.000Z', '-03:00', 'overlap'],
		['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45:00.000Z', '+11:00', 'overlap'],
		// Days at which software breaks.
		['2028-02-29T12:00', 'Europe/Berlin', '2028-02-29T11:00:00.000Z', '+01:00', 'exact'],
		['2038-01-19T04:14:08', 'Europe/Berlin', '2038-01-19T03:14:08.000Z', '+01:00', 'exact'],
		['2038-07-01T12:00', 'Europe/Berlin', '2038-07-01T10:00:00.000Z', '+02:00', 'exact'],
	])('%s in %s is %s', (at, zone, dueAt, offset, resolution) => {
		expect(plan(at, zone)).toMatchObject({ dueAt, offset, resolution });
	});

	it('is the same whenever it is asked for: the season decides nothing', () => {
		for (const now of ['2026-07-01T00:00:00Z', '2026-10-20T00:00:00Z', '2026-01-15T00:00:00Z']) {
			const time = planTime('2026-10-25T02:30', 'Europe/Berlin', new Date(now));
			expect(time).toMatchObject({ dueAt: '2026-10-25T00:30:00.000Z', offset: '+02:00' });
		}
	});

	it('comes back as the clocks show it, for every zone there is', () => {
		const wall = parseWallTime('2027-06-15T10:20:30');
		const wrong = Intl.supportedValuesOf('timeZone').filter((zone) => {
			const { instant, offset, resolution } = resolveWallTime(wall, zone);
			return (
				instant + offsetAt(zone, instant) !== wall ||
				offset !== wall - instant ||
				resolution !== 'exact'
			);
		});
		expect(wrong).toEqual([]);
	});

	it('says what was taken where the clocks leave a doubt, and only there', () => {
		expect(planNote(plan('2027-03-28T02:30', 'Europe/Berlin'))).toBe(
			'Clocks in Europe/Berlin skip 2027-03-28 02:30:00. The first moment after is taken: 2027-03-28 03:00:00 (UTC+02:00).',
		);
		expect(planNote(plan('2027-10-31T02:30', 'Europe/Berlin'))).toBe(
			'Clocks in Europe/Berlin show 2027-10-31 02:30:00 twice. The first time is taken, at UTC+02:00.',
		);
		expect(planNote(plan('2027-07-01T02:30', 'Europe/Berlin'))).toBeNull();
	});

	it('is shown in its zone', () => {
		expect(localTime('2027-07-01T12:15:00.000Z', 'Asia/Kathmandu')).toBe(
			'2027-07-01 18:00:00 (UTC+05:45)',
		);
	});
});

describe('what is refused, in one line', () => {
	it.each([
		['2026-12-24T18:00Z', 'Europe/Berlin', /names an offset, and --zone names a zone/],
		['2026-12-24T18:00+01:00', 'Europe/Berlin', /names an offset/],
		['2026-12-24T18:00:00-0500', 'Europe/Berlin', /names an offset/],
		['2026-12-24', 'Europe/Berlin', /is no time/],
		['2026-12-24 18:00', 'Europe/Berlin', /is no time/],
		['tomorrow', 'Europe/Berlin', /is no time/],
		['', 'Europe/Berlin', /\(empty\) is no time/],
		['2027-02-29T12:00', 'Europe/Berlin', /does not exist in any calendar/],
		['2027-06-31T12:00', 'Europe/Berlin', /does not exist/],
		['2027-06-30T24:00', 'Europe/Berlin', /does not exist/],
		['2027-06-30T12:60', 'Europe/Berlin', /does not exist/],
		[
			'2026-11-25T12:59',
			'Europe/Berlin',
			/is 2026-11-25T11:59:00Z, which has passed: it is 2026-11-25T12:00:00Z/,
		],
		['2026-11-25T13:00', 'Europe/Berlin', /which has passed/],
		['2206-12-24T18:00', 'Europe/Berlin', /more than 20 years ahead/],
		['2026-12-24T18:00', 'Berlin', /is no time zone/],
		['2026-12-24T18:00', 'CET', /is no time zone/],
		['2026-12-24T18:00', '+01:00', /is no time zone/],
		['2026-12-24T18:00', 'Europe/Atlantis', /is no time zone/],
		['2026-12-24T18:00', '', /\(empty\) is no time zone/],
	])('--at %s --zone %s', (at, zone, message) => {
		expect(() => plan(at, zone)).toThrow(message);
	});

	it('knows a zone in whatever capitals, and by names of either age', () => {
		expect(zoneNamed(' europe/berlin ')).toBe('Europe/Berlin');
		for (const name of ['Asia/Kathmandu', 'Asia/Katmandu', 'Europe/Kyiv', 'UTC', 'utc']) {
			expect(offsetAt(zoneNamed(name), Date.UTC(2027, 0, 1))).toBeTypeOf('number');
		}
	});
});
