import type { ManagedDevice } from '../state/devices';
import type { TenantState } from '../state/tenant';

/**
 * Moves every pending action on by the time that has passed: pending until the device comes online, then issued,
 * and after as long again its record is gone. A device that never comes online stays pending.
 */
export function settleDevices(tenant: TenantState, now: Date): void {
	tenant.managedDevices = tenant.managedDevices.filter((device) => remains(device, now));
}

function remains(device: ManagedDevice, now: Date): boolean {
	const { actionRequestedAt, onlineAfterMs, profile } = device;
	if (actionRequestedAt === null || onlineAfterMs === null) return true;
	const waited = now.getTime() - Date.parse(actionRequestedAt);
	if (waited < onlineAfterMs) return true;
	if (profile.managementState === 'wipePending') profile.managementState = 'wipeIssued';
	if (profile.managementState === 'retirePending') profile.managementState = 'retireIssued';
	const issued =
		profile.managementState === 'wipeIssued' || profile.managementState === 'retireIssued';
	return !issued || waited < 2 * onlineAfterMs;
}
