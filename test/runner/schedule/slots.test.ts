import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { nextNight, nightTime } from '../../../runner/schedule/night-time';
import { nextDue, Slots, type SlotHandlers } from '../../../runner/schedule/slots';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import { ENGINES, type Place } from '../database/engines';

let db: Db;
let now: Date;
const events: ScheduleEvent[] = [];
const slots = (handlers: SlotHandlers) =>
	new Slots(
		db,
		handlers,
		async () => now,
		(event) => events.push(event),
	);

const row = () => db.selectFrom('slot').selectAll().executeTakeFirstOrThrow();

describe.each(ENGINES)('a chore on %s', (_name, create) => {
	let place: Place;

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
		now = new Date('2026-11-25T12:00:00Z');
		events.length = 0;
	});

	afterEach(async () => {
		await db.destroy();
		await place.remove();
	});

	it('is due at its next hour', () => {
		expect(nextDue('directorySync', now)).toBe('2026-11-26T02:00:00.000Z');
		expect(nextDue('directorySync', new Date('2026-11-26T02:00:00Z'))).toBe(
			'2026-11-27T02:00:00.000Z',
		);
		expect(nextDue('trialEnds', new Date('2026-11-26T01:59:59.999Z'))).toBe(
			'2026-11-26T02:00:00.000Z',
		);
	});

	it('runs once, however many processes look, and once for all that was missed', async () => {
		let runs = 0;
		const handlers = { directorySync: async () => void (runs += 1) };
		const many = Array.from({ length: 5 }, () => slots(handlers));
		const tick = () => Promise.all(many.map((one) => one.runDue()));
		await tick();
		expect(runs).toBe(0);
		now = new Date('2026-12-01T09:00:00Z');
		await tick();
		await vi.waitFor(async () => expect((await row()).due_at).toBe('2026-12-02T02:00:00.000Z'));
		await tick();
		expect(runs).toBe(1);
	});

	it('is done at another time from the next start on, and what is overdue at once', async () => {
		const night = nightTime('22:15', 'Europe/Berlin');
		const times = { directorySync: (after: Date) => nextNight(night, after) };
		let runs = 0;
		const handlers = { directorySync: async () => void (runs += 1) };
		const withTimes = () =>
			new Slots(
				db,
				handlers,
				async () => now,
				(event) => events.push(event),
				times,
			);
		await slots(handlers).runDue();
		expect((await row()).due_at).toBe('2026-11-26T02:00:00.000Z');
		await withTimes().runDue();
		expect([(await row()).due_at, runs]).toEqual(['2026-11-25T21:15:00.000Z', 0]);
		now = new Date('2026-11-28T12:00:00Z');
		const late = withTimes();
		await late.runDue();
		await late.idle();
		expect([(await row()).due_at, runs]).toEqual(['2026-11-28T21:15:00.000Z', 1]);
	});

	it('that fails is told, and tried again in ten minutes', async () => {
		let runs = 0;
		const one = slots({
			directorySync: async () => {
				runs += 1;
				if (runs === 1) throw new Error('no network');
			},
		});
		await one.runDue();
		now = new Date('2026-11-26T02:00:01Z');
		await one.runDue();
		await vi.waitFor(async () =>
			expect(await row()).toMatchObject({
				error: 'no network',
				due_at: '2026-11-26T02:10:01.000Z',
			}),
		);
		expect(events).toEqual([{ type: 'trouble', what: 'directorySync', reason: 'no network' }]);
		now = new Date('2026-11-26T02:10:02Z');
		await vi.waitFor(async () => {
			await one.runDue();
			expect(await row()).toMatchObject({ error: null, due_at: '2026-11-27T02:00:00.000Z' });
		});
		expect(runs).toBe(2);
	});

	it('whose process died is done by another, after its lease', async () => {
		let finished = 0;
		const dead = slots({ directorySync: () => new Promise(() => undefined) });
		const other = slots({ directorySync: async () => void (finished += 1) });
		await dead.runDue();
		now = new Date('2026-11-26T02:00:01Z');
		await dead.runDue();
		await other.runDue();
		expect(finished).toBe(0);
		now = new Date('2026-11-26T02:02:02Z');
		await other.runDue();
		await vi.waitFor(() => expect(finished).toBe(1));
	});
});
