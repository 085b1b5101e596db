import { fieldsOf, graphPath, listOf, textOf, type Fields, type GraphRequest } from '../graph';
import type { HeldDevice } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';

const FIELDS =
	'id,deviceName,operatingSystem,managedDeviceOwnerType,managementState,deviceEnrollmentType,azureADDeviceId,serialNumber,userId,model,enrolledDateTime';

/**
 * The Intune devices whose primary user a person is.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/intune-devices-manageddevice-list
 */
export function listDevices(userKey: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userKey}/managedDevices`,
		query: { $select: FIELDS },
		effect: 'read',
		permissions: PERMISSIONS.readDevices,
	};
}

/** One device, as it is now. @see https://learn.microsoft.com/graph/api/intune-devices-manageddevice-get */
export function readDevice(deviceId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/deviceManagement/managedDevices/${deviceId}`,
		query: { $select: `${FIELDS},deviceActionResults` },
		effect: 'read',
		permissions: PERMISSIONS.readDevices,
	};
}

/** The devices in an answer of `listDevices`. */
export function heldDevicesOf(body: unknown): readonly HeldDevice[] {
	const devices = listOf(fieldsOf(body), 'value')
		.map(heldDeviceOf)
		.filter((device) => device !== null);
	// Pages may overlap, and a device that stands twice must not be wiped twice.
	return [...new Map(devices.map((device) => [device.id, device])).values()];
}

/** One device record; null when it has no id, because then nothing could be bound to it. */
export function heldDeviceOf(fields: Fields): HeldDevice | null {
	const id = textOf(fields, 'id');
	if (id === null) return null;
	return {
		id,
		deviceName: textOf(fields, 'deviceName') ?? id,
		operatingSystem: textOf(fields, 'operatingSystem'),
		ownerType: textOf(fields, 'managedDeviceOwnerType'),
		serialNumber: textOf(fields, 'serialNumber'),
		azureADDeviceId: textOf(fields, 'azureADDeviceId'),
		userId: textOf(fields, 'userId'),
		managementState: textOf(fields, 'managementState'),
		enrollmentType: textOf(fields, 'deviceEnrollmentType'),
		model: textOf(fields, 'model'),
		enrolledAt: textOf(fields, 'enrolledDateTime'),
	};
}
