import { expect, it } from 'vitest';
import { Troubles } from '../../../runner/schedule/troubles';

function scene() {
	const told: string[] = [];
	const clock = { now: 0 };
	const troubles = new Troubles(
		(event) => {
			if (event.type === 'trouble') told.push(event.reason);
			if (event.type === 'released') told.push('Going on.');
		},
		() => clock.now,
	);
	return { told, troubles, clock };
}

const GONE = new Error('The database server cannot be reached.');

it('an outage is told once, however often it is met', () => {
	const { told, troubles, clock } = scene();
	for (; clock.now < 120_000; clock.now += 1_000) troubles.note('queue', GONE);
	expect(told).toEqual([GONE.message]);
});

it('the next outage is told though it has the same sentence, and the first was never told to be over', () => {
	const { told, troubles, clock } = scene();
	troubles.note('queue', GONE);
	clock.now = 10_000;
	troubles.note('queue', GONE);
	expect(told).toEqual([GONE.message, GONE.message]);
});

it('the end of an outage is told, and what comes right after it as well', () => {
	const { told, troubles, clock } = scene();
	troubles.down(GONE);
	clock.now = 1_000;
	troubles.up();
	troubles.up();
	troubles.down(GONE);
	expect(told).toEqual([GONE.message, 'Going on.', GONE.message]);
});
