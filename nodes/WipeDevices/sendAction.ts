import {
	fieldsOf,
	graphPath,
	textOf,
	type GraphAnswer,
	type GraphClient,
	type GraphFailure,
	type Fields,
	type GraphRequest,
} from '../shared/graph';
import { readDevice } from '../shared/holdings/devices';
import { PERMISSIONS } from '../shared/step/permissions';
import type { HeldDevice } from '../shared/step/offboarding';
import { askedBefore } from './decision';
import { targetOf } from './target';

/** What became of a wipe or retire. */
export type ActionResult =
	| { readonly kind: 'requested'; readonly answer: GraphAnswer; readonly state: string | null }
	/** Not sent again, because the device is no longer the one that was looked up. */
	| { readonly kind: 'changed'; readonly reason: string }
	/** The answer was lost and reading did not settle it. Never sent again. */
	| { readonly kind: 'unknown'; readonly failure: GraphFailure }
	| { readonly kind: 'refused'; readonly failure: GraphFailure };

/** Between a "not now" and the next send the device is watched at least this long: some answer 429 with the work done. */
const WATCH_BEFORE_RESEND_MS = 60_000;
const MOST_SENDS = 3;
const WATCH_PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 22_000];

const REQUEST_TIMEOUT_MS = 20_000;

/**
 * Sends a wipe or retire at most once. Only a definite "not now" (429, 503) followed by a minute in which the device
 * shows nothing allows another; every answer that leaves it open is followed by watching only.
 *
 * Effect class at most once. Permission DeviceManagementManagedDevices.PrivilegedOperations.All.
 * @param whyNot asked about the device as it is before anything is sent a second time: a minute is time enough for a
 *   laptop to get another user
 * @see https://learn.microsoft.com/graph/api/intune-devices-manageddevice-wipe
 */
export async function sendAction(
	graph: GraphClient,
	device: HeldDevice,
	action: 'wipe' | 'retire',
	whyNot: (device: Fields) => string | null,
): Promise<ActionResult> {
	const deviceId = device.id;
	/** The last "not now": the work may have been done all the same. */
	let before: GraphFailure | null = null;
	for (let send = 1; ; send += 1) {
		const result = await graph.attempt(requestOf(device, action));
		if (result.ok) {
			return { kind: 'requested', answer: result, state: await stateOf(graph, deviceId) };
		}
		const { failure } = result;
		// This one never left, so what is known is what the one before it left open.
		if (before !== null && failure.kind === 'notSent') return { kind: 'unknown', failure: before };
		const notNow = failure.kind === 'throttled';
		if (!notNow && !failure.mayHaveHappened) return { kind: 'refused', failure };
		const seen = await watch(graph, deviceId, failure.retryAfterMs ?? 0);
		if (seen === 'unreadable') return { kind: 'unknown', failure };
		if (seen.state !== null) return { kind: 'requested', answer: seen.answer, state: seen.state };
		if (!notNow) return { kind: 'unknown', failure };
		if (send >= MOST_SENDS || isTooLong(graph, failure)) return { kind: 'refused', failure };
		const now = await look(graph, deviceId);
		if (now === null) return { kind: 'unknown', failure };
		before = failure;
		const reason = whyNot(fieldsOf(now.body));
		if (reason !== null) return { kind: 'changed', reason };
	}
}

/** A device that was read to the end of the watch. */
export interface Seen {
	readonly answer: GraphAnswer;
	/** A state that proves it; null: the device was read to the end and shows nothing. */
	readonly state: string | null;
}

function isTooLong(graph: GraphClient, failure: GraphFailure): boolean {
	return (failure.retryAfterMs ?? 0) > graph.limits.longestWaitMs;
}

/**
 * Watches for proof that a request was taken, for at least a minute.
 *
 * @param atLeastMs what the service asked for, when that is longer
 */
export async function watch(
	graph: GraphClient,
	deviceId: string,
	atLeastMs = 0,
): Promise<Seen | 'unreadable'> {
	let waited = 0;
	let last: GraphAnswer | null = null;
	for (const pause of WATCH_PAUSES_MS) {
		await graph.clock.sleep(pause);
		waited += pause;
		last = await look(graph, deviceId);
		const state = askedBefore(fieldsOf(last?.body), graph.clock.now());
		if (last !== null && state !== null) return { answer: last, state };
	}
	const rest = Math.min(Math.max(atLeastMs, WATCH_BEFORE_RESEND_MS), graph.limits.longestWaitMs);
	if (rest > waited) await graph.clock.sleep(rest - waited);
	return last === null ? 'unreadable' : { answer: last, state: null };
}

/** What Intune says right after; null when it can't be read. */
async function stateOf(graph: GraphClient, deviceId: string): Promise<string | null> {
	const read = await look(graph, deviceId);
	return read === null ? null : textOf(fieldsOf(read.body), 'managementState');
}

/** A request was sent by now: whatever breaks here, the sign-in included, must not take that off the record. */
async function look(graph: GraphClient, deviceId: string): Promise<GraphAnswer | null> {
	try {
		return await graph.send(readDevice(deviceId));
	} catch {
		return null;
	}
}

function requestOf(device: HeldDevice, action: 'wipe' | 'retire'): GraphRequest {
	const common = {
		method: 'POST',
		effect: 'atMostOnce',
		about: { target: targetOf(device).target, targetId: device.id },
		permissions: PERMISSIONS.wipeDevices,
		timeoutMs: REQUEST_TIMEOUT_MS,
	} as const;
	return action === 'wipe'
		? {
				...common,
				path: graphPath`/deviceManagement/managedDevices/${device.id}/wipe`,
				body: { keepEnrollmentData: false, keepUserData: false },
			}
		: { ...common, path: graphPath`/deviceManagement/managedDevices/${device.id}/retire` };
}
