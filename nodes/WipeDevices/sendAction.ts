import {
	fieldsOf,
	graphPath,
	textOf,
	type GraphAnswer,
	type GraphClient,
	type GraphFailure,
	type GraphRequest,
} from '../shared/graph';
import { readDevice } from '../shared/holdings/devices';
import { PERMISSIONS } from '../shared/step/permissions';
import { PENDING_STATES } from './decision';

/** What became of a wipe or retire. */
export type ActionResult =
	| { readonly kind: 'requested'; readonly answer: GraphAnswer; readonly state: string | null }
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
 * @see https://learn.microsoft.com/graph/api/intune-devices-manageddevice-wipe
 */
export async function sendAction(
	graph: GraphClient,
	deviceId: string,
	action: 'wipe' | 'retire',
): Promise<ActionResult> {
	for (let send = 1; ; send += 1) {
		const result = await graph.attempt(requestOf(deviceId, action));
		if (result.ok) {
			return { kind: 'requested', answer: result, state: await stateOf(graph, deviceId) };
		}
		const { failure } = result;
		const notNow = failure.kind === 'throttled';
		if (!notNow && !failure.mayHaveHappened) return { kind: 'refused', failure };
		const seen = await watch(graph, deviceId, failure.retryAfterMs ?? 0);
		if (seen === 'unreadable') return { kind: 'unknown', failure };
		if (seen !== null) return { kind: 'requested', answer: seen.answer, state: seen.state };
		if (!notNow) return { kind: 'unknown', failure };
		if (send >= MOST_SENDS) return { kind: 'refused', failure };
	}
}

interface Seen {
	readonly answer: GraphAnswer;
	readonly state: string;
}

/** Watches for proof that the request was taken. Null: the device was read to the end and shows nothing. */
async function watch(
	graph: GraphClient,
	deviceId: string,
	atLeastMs: number,
): Promise<Seen | 'unreadable' | null> {
	let waited = 0;
	let readable = false;
	for (const pause of WATCH_PAUSES_MS) {
		await graph.clock.sleep(pause);
		waited += pause;
		const read = await look(graph, deviceId);
		readable = read !== null;
		if (read === null) continue;
		const state = textOf(fieldsOf(read.body), 'managementState') ?? '';
		if (PENDING_STATES.has(state)) return { answer: read, state };
	}
	const rest = Math.max(atLeastMs, WATCH_BEFORE_RESEND_MS) - waited;
	if (rest > 0) await graph.clock.sleep(rest);
	return readable ? null : 'unreadable';
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

function requestOf(deviceId: string, action: 'wipe' | 'retire'): GraphRequest {
	const common = {
		method: 'POST',
		effect: 'atMostOnce',
		permissions: PERMISSIONS.wipeDevices,
		timeoutMs: REQUEST_TIMEOUT_MS,
	} as const;
	return action === 'wipe'
		? {
				...common,
				path: graphPath`/deviceManagement/managedDevices/${deviceId}/wipe`,
				body: { keepEnrollmentData: false, keepUserData: false },
			}
		: { ...common, path: graphPath`/deviceManagement/managedDevices/${deviceId}/retire` };
}
