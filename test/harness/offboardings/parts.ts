import type { GraphCall } from '../../../nodes/shared/graph/call';
import type { ItemOutcome, StepOutcome } from '../../../nodes/shared/step/outcome';
import { stepNamed, type StepKey } from '../../../nodes/shared/step/vocabulary';

/** The parts an offboarding is made of: times, requests, items and steps. */

const START = Date.parse('2026-11-20T17:04:30.600Z');
export const EMPLOYEE_ID = 'a1b2c3d4-0412-4e3f-8a5b-6c7d8e9f0a1b';

/** A moment so many seconds after the start of every run here. */
export function at(seconds: number): string {
	return new Date(START + Math.round(seconds * 1000)).toISOString();
}

/** The request-id that the call so many seconds after the start got. */
export function requestIdAt(seconds: number): string {
	const hex = Math.round(seconds * 1000)
		.toString(16)
		.padStart(12, '0');
	return `33b0c71f-90b1-4f4e-8d21-${hex}`;
}

/** One request to Graph. */
export function call(seconds: number, over: Partial<GraphCall> = {}): GraphCall {
	return {
		method: 'PATCH',
		path: `/v1.0/users/${EMPLOYEE_ID}`,
		status: 204,
		requestId: requestIdAt(seconds),
		clientRequestId: requestIdAt(seconds + 500),
		sentAt: at(seconds),
		tookMs: 184.4,
		attempt: 1,
		inBatch: false,
		...over,
	};
}

/** A thing that was done and read back 0.2 s later. */
export function item(
	seconds: number,
	target: string,
	over: Partial<ItemOutcome> = {},
): ItemOutcome {
	return {
		target,
		targetId: null,
		status: 'done',
		verified: true,
		reason: null,
		code: null,
		requestId: requestIdAt(seconds),
		attempts: 1,
		acceptedAt: at(seconds),
		verifiedAt: at(seconds + 0.2),
		before: null,
		after: null,
		...over,
	};
}

/** A thing that did not come to be done. */
export function undone(
	target: string,
	over: Partial<ItemOutcome> & Pick<ItemOutcome, 'status' | 'reason'>,
): ItemOutcome {
	const nothing = {
		verified: false,
		requestId: null,
		attempts: 0,
		acceptedAt: null,
		verifiedAt: null,
	};
	return item(0, target, { ...nothing, ...over });
}

/** A step that took half a second and one request. */
export function step(key: StepKey, seconds: number, over: Partial<StepOutcome> = {}): StepOutcome {
	return {
		number: stepNamed(key).number,
		key,
		status: 'done',
		verified: true,
		summary: '',
		reason: null,
		items: [],
		startedAt: at(seconds),
		finishedAt: at(seconds + 0.5),
		calls: [call(seconds + 0.1)],
		...over,
	};
}
