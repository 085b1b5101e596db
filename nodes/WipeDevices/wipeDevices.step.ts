import type { GraphFailure } from '../shared/graph';
import { heldDevicesOf, listDevices, readDevice } from '../shared/holdings/devices';
import { count } from '../shared/step/counting';
import { blocked, broken, fromFailure, planned, skipped } from '../shared/step/items';
import type { HeldDevice } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { whyNotBound } from './bound';
import { decide, isPolicy, noSuchPolicy, pendingState, type DevicePolicy } from './decision';
import { handleDevice } from './handleDevice';
import { notAgain } from './sentences';
import { targetOf } from './target';

const NOTHING = 'Nothing to do: no Intune devices found.';
const LISTED_HERE =
	'The look-up could not read the devices, so they are those that Intune lists at this step.';
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
		? listed.devices.map((device) => planOf(context, device, options))
		: await Promise.all(await check(context, listed.devices, options));
	// Bound at this moment only: what changed hands since the offboarding was asked for can't be told.
	const note = context.holdings?.devices === null ? ` ${LISTED_HERE}` : '';
	return { items, summary: sentence(items, context.dryRun) + note };
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
			return await handleDevice(context, device, now[index], options.policy);
		} catch (error) {
			// Thrown on, it would end the step while the requests for the other devices are under way.
			return broken(targetOf(device), error);
		}
	});
}

function saysNoIntune(failure: GraphFailure): boolean {
	return /not applicable to target tenant/i.test(failure.graphMessage ?? '');
}

function planOf(
	{ employee, journal = null }: StepContext,
	device: HeldDevice,
	options: WipeDevicesOptions,
): ItemOutcome {
	const decision = decide(device, options.policy);
	if (decision.action === 'leave') return skipped(targetOf(device), decision.reason);
	const unbound = whyNotBound(device, journal?.firstLook ?? null, employee.id);
	if (unbound !== null) return blocked(targetOf(device), unbound);
	const earlier = pendingState(device.managementState);
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
	const lost = of('unknown').length;
	// What was sent and never answered is neither: it may have happened.
	const open = lost === 0 ? '' : `Not known for ${count(lost, 'device')}.`;
	if (lost > 0 && requested === 0) return open;
	if (requested === 0) return `Nothing was sent for ${count(items.length, 'device')}.`;
	if (requested === items.length) {
		return `Requested for ${count(requested, 'device')}. Not wiped until Intune says so.`;
	}
	return `Requested for ${requested} of ${count(items.length, 'device')}. ${open}`.trimEnd();
}
