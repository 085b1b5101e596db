import { expect, it } from 'vitest';
import { isTold, lastWeek } from '../../../portal/digest/week';

const DAY_MS = 24 * 3_600_000;

it.each([
	// A Monday, a second before seven and at seven.
	['2026-11-30T06:59:59Z', 'UTC', '2026-11-23', '2026-11-23T07:00:00.000Z'],
	['2026-11-30T07:00:00Z', 'UTC', '2026-11-30', '2026-11-30T07:00:00.000Z'],
	// Still Sunday in New York, and Monday in Auckland for long.
	['2026-11-30T07:00:00Z', 'America/New_York', '2026-11-23', '2026-11-23T12:00:00.000Z'],
	['2026-11-29T18:00:00Z', 'Pacific/Auckland', '2026-11-30', '2026-11-29T18:00:00.000Z'],
	['2026-11-29T17:00:00Z', 'Pacific/Kiritimati', '2026-11-30', '2026-11-29T17:00:00.000Z'],
	// The Monday after clocks went back in Berlin, and the one after they went forward.
	['2026-10-26T06:00:00Z', 'Europe/Berlin', '2026-10-26', '2026-10-26T06:00:00.000Z'],
	['2026-03-30T05:00:00Z', 'Europe/Berlin', '2026-03-30', '2026-03-30T05:00:00.000Z'],
	// A Sunday, and the turn of a year.
	['2027-01-03T23:59:00Z', 'UTC', '2026-12-28', '2026-12-28T07:00:00.000Z'],
])('at %s in %s the week is told of on %s, at %s', (now, zone, monday, at) => {
	expect(lastWeek(new Date(now), zone)).toMatchObject({ monday, at, zone });
});

it('goes from seven to seven on the clocks of its zone, also where they change in between', () => {
	expect(lastWeek(new Date('2026-10-26T12:00:00Z'), 'Europe/Berlin')).toMatchObject({
		...{ from: '2026-10-19T05:00:00.000Z', at: '2026-10-26T06:00:00.000Z' },
		until: '2026-11-02T06:00:00.000Z',
	});
});

it('is made up for until Thursday, and not after', () => {
	const week = lastWeek(new Date('2026-11-30T08:00:00Z'), 'UTC');
	const after = (ms: number) => isTold(week, new Date(Date.parse(week.at) + ms));
	expect([after(0), after(3 * DAY_MS - 1), after(3 * DAY_MS)]).toEqual([true, true, false]);
});
