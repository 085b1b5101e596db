import { expect, it } from 'vitest';
import { decide, whyChanged, type DevicePolicy } from '../../../nodes/WipeDevices/decision';
import type { HeldDevice } from '../../../nodes/shared/step/offboarding';

const laptop: HeldDevice = {
	id: 'd1',
	deviceName: 'LAPTOP',
	operatingSystem: 'Windows',
	ownerType: 'company',
	serialNumber: 'S1',
	azureADDeviceId: 'A1',
	userId: 'u1',
	managementState: 'managed',
	enrollmentType: 'windowsAzureADJoin',
};

it.each<[Partial<HeldDevice>, DevicePolicy, 'wipe' | 'retire' | 'leave']>([
	[{}, 'wipeCompany', 'wipe'],
	[{}, 'retireAll', 'retire'],
	[{}, 'leave', 'leave'],
	[{ ownerType: 'personal' }, 'wipeCompany', 'retire'],
	[{ ownerType: 'personal' }, 'retireAll', 'retire'],
	[{ ownerType: 'personal' }, 'leave', 'leave'],
	[{ ownerType: 'unknown' }, 'wipeCompany', 'leave'],
	[{ ownerType: null }, 'wipeCompany', 'leave'],
	[{ ownerType: 'Company' }, 'wipeCompany', 'wipe'],
	[{ ownerType: 'PERSONAL' }, 'wipeCompany', 'retire'],
	[{ enrollmentType: 'WindowsBulkUserless' }, 'wipeCompany', 'leave'],
	[{ enrollmentType: 'windowsBulkUserless' }, 'wipeCompany', 'leave'],
	[{ enrollmentType: 'windowsAzureADJoinUsingDeviceAuth' }, 'retireAll', 'leave'],
	[{ enrollmentType: 'deviceEnrollmentManager' }, 'wipeCompany', 'leave'],
	[{ enrollmentType: 'appleUserEnrollment' }, 'wipeCompany', 'retire'],
	[{ enrollmentType: 'appleUserEnrollmentWithServiceAccount' }, 'wipeCompany', 'retire'],
	[{ model: 'Cloud PC Enterprise 2vCPU/8GB/128GB' }, 'wipeCompany', 'leave'],
	[{ model: 'Virtual Machine' }, 'wipeCompany', 'leave'],
	[{ operatingSystem: 'Windows Server 2025' }, 'retireAll', 'leave'],
	[{ model: 'Surface Laptop 6' }, 'wipeCompany', 'wipe'],
])('%j under %s: %s', (odd, policy, action) => {
	expect(decide({ ...laptop, ...odd }, policy).action).toBe(action);
});

it.each(['', 'wipe', 'Retire All', 'WIPECOMPANY', undefined])(
	'never acts on a policy it does not know (%s): an expression may give anything',
	(policy) => {
		expect(decide(laptop, policy as DevicePolicy).action).toBe('leave');
		expect(decide({ ...laptop, ownerType: 'personal' }, policy as DevicePolicy).action).toBe(
			'leave',
		);
	},
);

it.each<[Partial<HeldDevice>, RegExp | null]>([
	[{}, null],
	[{ managementState: 'wipePending' }, null],
	[{ userId: 'u2' }, /somebody else/],
	[{ userId: null }, /no primary user/],
	[{ serialNumber: 'S2' }, /not the one/],
	[{ azureADDeviceId: null }, /not the one/],
	[{ ownerType: 'personal' }, /has changed/],
	[{ enrollmentType: 'windowsBulkUserless' }, /has changed/],
])('a record that now says %j: %s', (odd, reason) => {
	const why = whyChanged(laptop, { ...laptop, ...odd }, 'U1');
	if (reason === null) expect(why).toBeNull();
	else expect(why).toMatch(reason);
});
