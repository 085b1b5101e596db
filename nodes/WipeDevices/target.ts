import type { Target } from '../shared/step/items';
import type { HeldDevice } from '../shared/step/offboarding';

/** A device as people recognise it. */
export function targetOf(device: HeldDevice): Target {
	const owner = device.ownerType ?? 'owner unknown';
	return {
		target: `${device.deviceName}, ${owner}`,
		targetId: device.id,
		before: device.managementState,
	};
}
