import { listOf, sameId, textOf, type Fields } from '../shared/graph';
import type { HeldDevice } from '../shared/step/offboarding';

/** What may be done to a device, or why nothing may. */
export type Decision =
	{ readonly action: 'wipe' | 'retire' } | { readonly action: 'leave'; readonly reason: string };

/** What an organisation wants done with the devices of leavers. */
export type DevicePolicy = 'wipeCompany' | 'retireAll' | 'leave';

const POLICIES: ReadonlySet<unknown> = new Set<DevicePolicy>(['wipeCompany', 'retireAll', 'leave']);

/** Asked although it is a type: in n8n an expression can fill the field, and that may give anything. */
export function isPolicy(value: unknown): value is DevicePolicy {
	return POLICIES.has(value);
}

/** Why nothing is done under a policy that is not one. */
export function noSuchPolicy(value: unknown): string {
	return `Every device was left alone: there is no device policy called ${String(value)}. Choose one, then run this step again.`;
}

/** Enrolments that serve several people or nobody in particular. */
const SHARED_ENROLMENTS = new Set([
	'windowsAzureADJoinUsingDeviceAuth',
	'deviceEnrollmentManager',
	'androidEnterpriseDedicatedDevice',
	'androidAOSPUserlessDevice',
	'appleBulkWithoutUser',
	'windowsBulkUserless',
]);

/**
 * Enrolments in which the person owns the device, whatever the owner field says: the company's data goes, the rest is
 * theirs.
 */
const USER_ENROLMENTS = new Set([
	'appleUserEnrollment',
	'appleUserEnrollmentWithServiceAccount',
	'appleAccountDrivenUserEnrollment',
]);

/** States in which a wipe or retire was asked for already. */
const PENDING_STATES: ReadonlySet<string> = new Set([
	'wipePending',
	'wipeIssued',
	'retirePending',
	'retireIssued',
	'deletePending',
]);

/** What Intune keeps of actions that reached it and neither ended, failed nor were taken back. */
const UNDER_WAY = new Set(['pending', 'active']);
/** Those that ended, or of which nothing is known. */
const ENDED = new Set(['none', 'done']);
/** One that ended longer ago is about the device's earlier life: it has been set up again since. */
const RECENT_MS = 24 * 60 * 60_000;
const ACTIONS = new Set(['wipe', 'factoryReset', 'retire', 'removeCompanyData', 'delete']);

/** A state that says that a wipe or retire is under way, as Intune calls it; null for any other. */
export function pendingState(managementState: string | null): string | null {
	return isOneOf(PENDING_STATES, managementState) ? managementState : null;
}

/**
 * What shows that a wipe or retire was asked for already, by whomever: the state of the device, or the list of actions
 * that Intune keeps with it. The list is often empty, so its silence proves nothing.
 *
 * @param device a managedDevice with `managementState` and `deviceActionResults`
 * @param now an action that ended counts for a day
 * @returns in Intune's words; null when nothing shows it
 */
export function askedBefore(device: Fields, now: Date): string | null {
	const pending = pendingState(textOf(device, 'managementState'));
	if (pending !== null) return pending;
	const action = listOf(device, 'deviceActionResults').find(
		(result) => isOneOf(ACTIONS, textOf(result, 'actionName')) && isTaken(result, now),
	);
	if (!action) return null;
	return `${textOf(action, 'actionName') ?? ''} ${textOf(action, 'actionState') ?? ''}`;
}

function isTaken(result: Fields, now: Date): boolean {
	const state = textOf(result, 'actionState') ?? '';
	if (isOneOf(UNDER_WAY, state)) return true;
	if (!isOneOf(ENDED, state)) return false;
	const at = textOf(result, 'lastUpdatedDateTime') ?? textOf(result, 'startDateTime') ?? '';
	const age = now.getTime() - Date.parse(at);
	// Without a date it may have been a moment ago.
	return Number.isNaN(age) || age < RECENT_MS;
}

/**
 * Decides about one device from its record. Only a device that Intune says belongs to the company is wiped; everything
 * that is not certain is left alone and reported.
 */
export function decide(device: HeldDevice, policy: DevicePolicy): Decision {
	if (policy === 'leave') return { action: 'leave', reason: 'Left alone, as asked for.' };
	if (!isPolicy(policy)) return { action: 'leave', reason: noSuchPolicy(policy) };
	if (isOneOf(SHARED_ENROLMENTS, device.enrollmentType)) {
		return {
			action: 'leave',
			reason: `Left alone: it is enrolled for several people or for none (${device.enrollmentType ?? ''}).`,
		};
	}
	const kind = notADevice(device);
	if (kind !== null) return { action: 'leave', reason: `Left alone: it is ${kind}.` };
	if (sameWord(device.ownerType, 'personal')) return { action: 'retire' };
	if (!sameWord(device.ownerType, 'company')) {
		return {
			action: 'leave',
			reason: 'Left alone: Intune does not say whether the company or the person owns it.',
		};
	}
	if (isOneOf(USER_ENROLMENTS, device.enrollmentType)) return { action: 'retire' };
	return { action: policy === 'retireAll' ? 'retire' : 'wipe' };
}

/** What is not a device in somebody's hands: wiping it would reset a machine that the company runs. */
function notADevice({ model, operatingSystem }: HeldDevice): string | null {
	if (/^cloud pc\b/i.test(model ?? '')) {
		return `a Windows 365 Cloud PC (${model ?? ''}); it ends with its licence, or by hand in Intune`;
	}
	if (/\bserver\b/i.test(operatingSystem ?? '')) return `a server (${operatingSystem ?? ''})`;
	if (/^virtual machine$/i.test(model ?? '')) {
		return `a virtual machine; it may be a session host that others use`;
	}
	return null;
}

/**
 * Compares the record captured at look-up with the one read just before the request. An action is bound to the device
 * that was seen: a laptop that has another user by now must not be wiped.
 *
 * @returns why nothing may be sent, or null when it is still the same
 */
export function whyChanged(seen: HeldDevice, now: HeldDevice, employeeId: string): string | null {
	if (now.userId === null) return 'Left alone: Intune names no primary user for it.';
	if (!sameId(now.userId, employeeId)) {
		return 'Left alone: its primary user is somebody else by now.';
	}
	if (
		!sameWord(now.azureADDeviceId, seen.azureADDeviceId) ||
		now.serialNumber !== seen.serialNumber
	) {
		return 'Left alone: the device record is not the one that was looked up.';
	}
	const sameOwner = sameWord(now.ownerType, seen.ownerType);
	if (!sameOwner || !sameWord(now.enrollmentType, seen.enrollmentType)) {
		return 'Left alone: its owner or enrolment has changed since the look-up.';
	}
	return null;
}

/** Intune's words and ids come in either letter case. */
function sameWord(left: string | null, right: string | null): boolean {
	return sameId(left ?? '', right ?? '');
}

function isOneOf(words: ReadonlySet<string>, word: string | null): boolean {
	return [...words].some((one) => sameId(one, word));
}
