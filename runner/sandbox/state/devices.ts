/** How an action on a device stands, as Intune's `managementState` says it. */
export type ManagementState =
	| 'managed'
	| 'retirePending'
	| 'retireIssued'
	| 'retireFailed'
	| 'wipePending'
	| 'wipeIssued'
	| 'wipeFailed'
	| 'wipeCanceled';

/** An Intune record, by Graph's own names. */
export interface ManagedDeviceProfile {
	readonly id: string;
	azureADDeviceId: string | null;
	azureADRegistered: boolean | null;
	complianceState: string;
	deviceActionResults: Record<string, string>[];
	deviceEnrollmentType: string;
	deviceName: string;
	emailAddress: string | null;
	enrolledDateTime: string;
	enrollmentProfileName: string | null;
	isEncrypted: boolean;
	isSupervised: boolean;
	lastSyncDateTime: string;
	managedDeviceOwnerType: 'company' | 'personal' | 'unknown';
	managementAgent: string;
	managementState: ManagementState;
	manufacturer: string;
	model: string;
	operatingSystem: string;
	osVersion: string;
	serialNumber: string;
	userDisplayName: string | null;
	userId: string | null;
	userPrincipalName: string | null;
}

export interface ManagedDevice {
	readonly profile: ManagedDeviceProfile;
	/** Milliseconds from the request until the device hears of it, and again until its record goes; null: it never comes online. */
	onlineAfterMs: number | null;
	/** When the pending action was accepted, ISO 8601 UTC. */
	actionRequestedAt: string | null;
}

/** An Entra device object; its `deviceId` is what Intune calls azureADDeviceId. */
export interface EntraDevice {
	readonly id: string;
	readonly deviceId: string;
	displayName: string;
	accountEnabled: boolean;
	operatingSystem: string;
	operatingSystemVersion: string;
	trustType: string;
	isManaged: boolean;
	isCompliant: boolean;
	registeredOwnerIds: string[];
}

/** One accepted wipe or retire. Kept after the device's record is gone: a second line for a device is a double wipe. */
export interface DeviceAction {
	readonly managedDeviceId: string;
	readonly action: 'wipe' | 'retire';
	readonly at: string;
	readonly body: unknown;
	readonly clientRequestId: string | null;
}
