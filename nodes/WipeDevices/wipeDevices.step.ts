import { fieldsOf, type Fields, type GraphFailure, type GraphResult } from '../shared/graph';
import { heldDeviceOf, heldDevicesOf, listDevices, readDevice } from '../shared/holdings/devices';
import { count } from '../shared/step/counting';
import {
	alreadyDone,
	blocked,
	broken,
	done,
	fromFailure,
	planned,
	skipped,
	unknown,
	type Target,
} from '../shared/step/items';
import type { HeldDevice } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import {
	decide,
	isPolicy,
	noSuchPolicy,
	askedBefore,
	whyChanged,
	type DevicePolicy,
} from './decision';
import { sendAction, type ActionResult } from './sendAction';

const NOTHING = 'Nothing to do: no Intune devices found.';
const NO_INTUNE = 'Nothing to do: this tenant has no Intune.';

/** What is to be done with devices. */
export interface WipeDevicesOptions {
	readonly policy: DevicePolicy;
}

/**
 * Step 8, first half: asks Intune to wipe the company's devices and to retire personal ones. Never a personal wipe,
 * never twice, never a device whose record has changed since the look-up. "Requested" is all Graph can say: a device
 * is wiped when it comes online.
 *
 * Effect class at most once. Permissions DeviceManagementManagedDevices.Read.All and …PrivilegedOperations.All.
 * @see https://learn.microsoft.com/graph/api/intune-devices-manageddevice-wipe
 */
export const wipeDevices: Step<WipeDevicesOptions> = { key: 'wipeDevices', run: wipe };

async function wipe(context: StepContext, options: WipeDevicesOptions): Promise<StepResult> {
	if (!isPolicy(options.policy)) {
		const reason = noSuchPolicy(options.policy);
		return { items: [blocked({ target: 'Device policy' }, reason)], summary: reason };
	}
	const listed = await devicesOf(context);
	if (!listed.ok) {
		if (saysNoIntune(listed.failure)) return { items: [], summary: NO_INTUNE };
		const item = fromFailure({ target: 'Intune devices' }, listed.failure, 'read');
		return { items: [item], summary: 'The devices could not be listed.' };
	}
	if (listed.devices.length === 0) return { items: [], summary: NOTHING };
	const items = context.dryRun
		? listed.devices.map((device) => planOf(device, options))
		: await Promise.all(await check(context, listed.devices, options));
	return { items, summary: sentence(items, context.dryRun) };
}

type Listed =
	| { readonly ok: true; readonly devices: readonly HeldDevice[] }
	| { readonly ok: false; readonly failure: GraphFailure };

async function devicesOf({ graph, employee, holdings, dryRun }: StepContext): Promise<Listed> {
	// An empty list from the look-up is old by now, and "nothing to do" must be true at this moment.
	if (holdings?.devices?.length && !dryRun) return { ok: true, devices: holdings.devices };
	const result = await graph.attempt(listDevices(employee.id));
	if (!result.ok) return result;
	const pages = await graph.list(listDevices(employee.id), result.body);
	return { ok: true, devices: heldDevicesOf({ value: pages }) };
}

/** Reads every device once more, together, then handles each. */
async function check(
	context: StepContext,
	devices: readonly HeldDevice[],
	options: WipeDevicesOptions,
): Promise<readonly Promise<ItemOutcome>[]> {
	const now = await context.graph.together(devices.map((device) => readDevice(device.id)));
	return devices.map(async (device, index) => {
		try {
			return await handle(context, device, now[index], options);
		} catch (error) {
			// Thrown on, it would end the step while the requests for the other devices are under way.
			return broken(targetOf(device), error);
		}
	});
}

async function handle(
	{ graph, employee }: StepContext,
	device: HeldDevice,
	read: GraphResult | undefined,
	options: WipeDevicesOptions,
): Promise<ItemOutcome> {
	const target = targetOf(device);
	const decision = decide(device, options.policy);
	if (decision.action === 'leave') return skipped(target, decision.reason);
	if (!read?.ok) return unreadable(target, read);
	const current = fieldsOf(read.body);
	const changed = whyChangedSince(device, current, employee.id);
	if (changed !== null) return skipped(target, changed);
	const earlier = askedBefore(current);
	if (earlier !== null) {
		return alreadyDone(target, notAgain(earlier), read.requestId);
	}
	const whyNot = (fields: Fields) => whyChangedSince(device, fields, employee.id);
	const result = await sendAction(graph, device.id, decision.action, whyNot);
	return itemOf(target, decision.action, result);
}

function notAgain(earlier: string): string {
	return `Was asked for before: Intune says ${earlier}. Not sent again.`;
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

function itemOf(target: Target, action: 'wipe' | 'retire', result: ActionResult): ItemOutcome {
	const Action = action === 'wipe' ? 'Wipe' : 'Retire';
	switch (result.kind) {
		case 'requested': {
			const said = result.state === null ? '' : ` Intune says ${result.state}.`;
			const reason = `${Action} requested, not confirmed.${said} It takes effect when the device is online.`;
			return done({ ...target, after: result.state }, result.answer, null, reason);
		}
		case 'changed':
			return skipped(target, result.reason);
		case 'unknown':
			return unknown(
				target,
				`We sent one ${action} and lost the answer. Look at the device in Intune before anybody sends another.`,
				result.failure,
			);
		case 'refused':
			return needsApproval(result.failure)
				? blocked(
						target,
						`Needs approval: Intune multi admin approval covers this. Approve the ${action} in the Intune admin center, or exclude the app from the access policy.`,
						result.failure,
					)
				: fromFailure(target, result.failure);
	}
}

/** @see https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval */
function needsApproval(failure: GraphFailure): boolean {
	return /x-msft-approval/i.test(failure.graphMessage ?? '');
}

function saysNoIntune(failure: GraphFailure): boolean {
	return /not applicable to target tenant/i.test(failure.graphMessage ?? '');
}

function planOf(device: HeldDevice, options: WipeDevicesOptions): ItemOutcome {
	const decision = decide(device, options.policy);
	if (decision.action === 'leave') return skipped(targetOf(device), decision.reason);
	const earlier = askedBefore({ ...device });
	if (earlier !== null) return skipped(targetOf(device), notAgain(earlier));
	return planned(
		targetOf(device),
		decision.action === 'wipe' ? 'Would be wiped. This can not be undone.' : 'Would be retired.',
	);
}

function sentence(items: readonly ItemOutcome[], dryRun: boolean): string {
	const of = (status: ItemOutcome['status']) => items.filter((item) => item.status === status);
	if (dryRun)
		return `${count(of('pending').length, 'device')} of ${items.length} would be acted on.`;
	const requested = of('done').length;
	if (requested === 0) return `Nothing was sent for ${count(items.length, 'device')}.`;
	if (requested === items.length) {
		return `Requested for ${count(requested, 'device')}. Not wiped until Intune says so.`;
	}
	return `Requested for ${requested} of ${count(items.length, 'device')}.`;
}

function targetOf(device: HeldDevice): Target {
	const owner = device.ownerType ?? 'owner unknown';
	return {
		target: `${device.deviceName}, ${owner}`,
		targetId: device.id,
		before: device.managementState,
	};
}
