import { describe, expect, it } from 'vitest';
import { createGate, type Gate } from '../../../runner/limits/gate';

/** Sends as fast as the gate lets it, and gives back when each went. */
function rush(gate: Gate, count: number, cost = 1): readonly number[] {
	const times: number[] = [];
	let now = 1_000_000;
	for (let sent = 0; sent < count; sent += 1) {
		for (let wait = gate.waitMs(cost, 0, now); wait > 0; wait = gate.waitMs(cost, 0, now))
			now += wait;
		gate.take(cost, now);
		times.push(now);
	}
	return times;
}

/** The most in any span of that length. */
function mostWithin(times: readonly number[], span: number): number {
	return Math.max(
		...times.map((from) => times.filter((at) => at >= from && at < from + span).length),
	);
}

describe('a window', () => {
	it('never lets more through than it holds, wherever one begins to count', () => {
		const times = rush(createGate({ kind: 'window', perMs: 20_000 }, 160), 700);
		expect(mostWithin(times, 20_000)).toBe(160);
		expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(4 * 20_000 + 2_000);
	});

	it('lets something through that costs more than it holds, when it is empty', () => {
		const gate = createGate({ kind: 'window', perMs: 1_000 }, 3);
		const times = rush(gate, 2, 20);
		expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1_000);
	});
});

describe('a bucket', () => {
	it('spends what was saved at once, then goes on at its rate', () => {
		const times = rush(createGate({ kind: 'bucket', perMs: 150_000 }, 2_400), 2_560);
		const first = times[0] ?? 0;
		expect(times.filter((at) => at === first)).toHaveLength(2_400);
		// 160 more at 16 a second.
		expect((times.at(-1) ?? 0) - first).toBeGreaterThanOrEqual(9_900);
		expect((times.at(-1) ?? 0) - first).toBeLessThan(10_600);
	});

	it('is not filled by a clock that goes back', () => {
		const gate = createGate({ kind: 'bucket', perMs: 10_000 }, 10);
		gate.take(10, 50_000);
		expect(gate.waitMs(1, 0, 20_000)).toBeGreaterThan(900);
		expect(gate.waitMs(1, 0, 51_100)).toBe(0);
	});

	it('keeps what is reserved for others', () => {
		const gate = createGate({ kind: 'bucket', perMs: 10_000 }, 100);
		gate.take(96, 0);
		expect(gate.waitMs(1, 5, 0)).toBeGreaterThan(0);
		expect(gate.waitMs(1, 0, 0)).toBe(0);
	});
});

it('lets only so many in at the same moment', () => {
	const gate = createGate({ kind: 'concurrent', perMs: 0 }, 2);
	gate.take(1, 0);
	gate.take(1, 0);
	expect(gate.waitMs(1, 0, 0)).toBe(Number.POSITIVE_INFINITY);
	gate.leave(1);
	expect(gate.waitMs(1, 0, 0)).toBe(0);
});
