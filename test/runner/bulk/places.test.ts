import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Places } from '../../../runner/bulk/places';

/** Takes as many as ask; @returns how many are inside */
function crowdIn(places: Places, people: number): () => number {
	let inside = 0;
	for (let person = 0; person < people; person += 1) {
		void places.take().then(() => {
			inside += 1;
		});
	}
	return () => inside;
}

it('are all given out while the process has time, although nobody leaves', async () => {
	const inside = crowdIn(new Places(64, () => 0.1), 100);
	while (inside() < 64) await delay(20);
	await delay(300);
	expect(inside()).toBe(64);
});

it('become fewer where the process has no time, and never none', async () => {
	const places = new Places(64, () => 1);
	const inside = crowdIn(places, 40);
	await delay(1_000);
	const begun = inside();
	expect(begun).toBe(16);
	for (let left = 0; left < 10; left += 1) places.give();
	await delay(50);
	expect(inside()).toBe(begun);
	places.give();
	await delay(50);
	expect(inside()).toBe(begun + 1);
});

it('go to whoever came first, each to one', async () => {
	const places = new Places(2, () => 1);
	const order: number[] = [];
	for (const person of [1, 2, 3, 4]) void places.take().then(() => order.push(person));
	await delay(20);
	expect(order).toEqual([1, 2]);
	places.give();
	places.give();
	await delay(20);
	expect(order).toEqual([1, 2, 3, 4]);
});
