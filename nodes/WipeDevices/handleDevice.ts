import { fieldsOf, type Fields, type GraphResult } from '../shared/graph';
import { heldDeviceOf } from '../shared/holdings/devices';
import { alreadyDone, blocked, fromFailure, skipped, type Target } from '../shared/step/items';
import type { HeldDevice } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { whyNotBound } from './bound';
import { afterSent, stateOfClaim } from './claims';
import { askedBefore, decide, whyChanged, type DevicePolicy } from './decision';
import { sendAction } from './sendAction';
import { itemOf, notAgain } from './sentences';
import { targetOf } from './target';

/**
 * Decides about one device and does it. Nothing is sent unless the device is the one that was looked up, nothing shows
 * that it was asked for before, and the journal, where there is one, gives this run the claim to it.
 *
 * @param read the device as it is now
 */
export async function handleDevice(
	context: StepContext,
	device: HeldDevice,
	read: GraphResult | undefined,
	policy: DevicePolicy,
): Promise<ItemOutcome> {
	const { graph, employee, journal = null } = context;
	const target = targetOf(device);
	const decision = decide(device, policy);
	if (decision.action === 'leave') return skipped(target, decision.reason);
	const sent = (await journal?.sentTo(device.id)) ?? null;
	if (sent !== null) return await afterSent(context, device, read, sent);
	if (!read?.ok) return unreadable(target, read);
	const current = fieldsOf(read.body);
	const whyNot = (fields: Fields) => whyChangedSince(device, fields, employee.id);
	const changed = whyNot(current);
	if (changed !== null) return skipped(target, changed);
	const unbound = whyNotBound(device, journal?.firstLook ?? null, employee.id);
	if (unbound !== null) return blocked(target, unbound);
	const earlier = askedBefore(current, graph.clock.now());
	if (earlier !== null) {
		return alreadyDone(target, notAgain(earlier), read.requestId);
	}
	const other = (await journal?.claimDevice(device.id, decision.action)) ?? null;
	if (other !== null) return await afterSent(context, device, read, other);
	const result = await sendAction(graph, device, decision.action, whyNot);
	const requestId = result.kind === 'requested' ? result.answer.requestId : null;
	await journal?.settleDevice(device.id, stateOfClaim(result), requestId);
	return itemOf(target, decision.action, result);
}

function whyChangedSince(device: HeldDevice, fields: Fields, employeeId: string): string | null {
	const current = heldDeviceOf(fields);
	if (current === null) return 'Left alone: Intune answered without a device.';
	return whyChanged(device, current, employeeId);
}

function unreadable(target: Target, read: GraphResult | undefined): ItemOutcome {
	if (read?.ok !== false) throw new Error('A device was handled without being read.');
	return read.failure.kind === 'notFound'
		? skipped(target, 'Intune no longer has this device.')
		: fromFailure(target, read.failure, 'read');
}
