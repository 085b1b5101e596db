import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { lockOutSteps, offboarding } from './frame';
import { at, call, EMPLOYEE_ID, item, step, undone } from './parts';

const USER = `/v1.0/users/${EMPLOYEE_ID}`;

/** A synced account with everything that can go wrong: each status occurs, and one step never ran. */
export function exceptions(): Offboarding {
	const base = offboarding([...brokenLockOut(), ...brokenRest()]);
	return {
		...base,
		request: {
			...base.request,
			id: 'OFF-2026-000409',
			requestedBy: 'Aoife Ní Dhomhnaill, Admin',
			ticket: null,
		},
		employee: {
			...base.employee,
			displayName: "Jean-François D'Aubigné-Nakamura",
			userPrincipalName: 'jean-francois.daubigne-nakamura@haldenlogistics.com',
			jobTitle: 'Head of Warehouse Systems',
			onPremisesSyncEnabled: true,
		},
		holdings: {
			...base.holdings,
			authenticationMethods: null,
			directoryRoles: [
				{
					id: '7698a772-787b-4ac8-901f-60d6b08affd2',
					displayName: 'Cloud Device Administrator',
					roleTemplateId: null,
				},
			],
			devices: [
				{
					id: 'f00dfeed-0412-4222-8333-444455556666',
					deviceName: 'HAL-LT-0412',
					operatingSystem: 'Windows',
					ownerType: 'company',
					serialNumber: 'PF3XK9Q1',
					azureADDeviceId: null,
					userId: EMPLOYEE_ID,
					managementState: 'managed',
					enrollmentType: null,
				},
			],
		},
		warnings: [
			{
				code: 'onPremisesSynced',
				message:
					'The account is synced from Active Directory. What is changed in the cloud is turned back by the next sync.',
				steps: ['disableAccount', 'resetPassword'],
			},
			{
				code: 'permissionMissing',
				message:
					'Authentication methods could not be read: UserAuthenticationMethod.Read.All is not consented to.',
				steps: ['removeMfaMethods'],
			},
		],
	};
}

function brokenLockOut(): Offboarding['steps'] {
	const [disable, , revoke] = lockOutSteps();
	if (!disable || !revoke) throw new Error('The lock-out has three steps');
	return [
		{
			...disable,
			status: 'blocked',
			verified: false,
			summary:
				'Off in the cloud, read back. Active Directory still says on, and Active Directory wins.',
			reason:
				'The account is mastered in halden.local. Disable HALDEN\\jf.daubigne there, reset its password twice, then sync.',
			items: [
				...disable.items,
				undone('Active Directory account', {
					status: 'blocked',
					reason: 'Mastered in halden.local. Disable HALDEN\\jf.daubigne there.',
				}),
			],
		},
		step('resetPassword', 0.8, {
			status: 'blocked',
			verified: false,
			summary: 'The password is kept in Active Directory.',
			reason: 'Microsoft refused to change it here. Reset it in Active Directory.',
			items: [
				undone('Password', {
					status: 'blocked',
					reason: 'Reset it in Active Directory.',
					code: 'Authorization_RequestDenied',
					requestId: call(0.9).requestId,
					attempts: 1,
				}),
			],
			calls: [call(0.9, { status: 403 })],
		}),
		revoke,
	];
}

function brokenRest(): Offboarding['steps'] {
	return [
		step('removeMfaMethods', 2, {
			status: 'failed',
			verified: false,
			summary: 'One of two methods could not be removed.',
			reason: 'Microsoft Graph answered 500 four times.',
			items: [
				item(2.1, 'FIDO2 key, YubiKey 5C'),
				undone('Phone, +44 7700 900123', {
					status: 'failed',
					reason: 'Microsoft Graph answered 500 four times.',
					code: 'internalServerError',
					requestId: call(8.1).requestId,
					attempts: 4,
				}),
			],
			calls: [2.2, 3.2, 5.1, 8.1].map((seconds, n) =>
				call(seconds, {
					method: 'DELETE',
					status: 500,
					attempt: n + 1,
					path: `${USER}/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7`,
				}),
			),
		}),
		step('removeAdminRoles', 9, {
			summary: '1 role removed: Cloud Device Administrator.',
			items: [
				item(9.1, 'Cloud Device Administrator', {
					targetId: '7698a772-787b-4ac8-901f-60d6b08affd2',
					before: 'eligible',
					after: 'none',
				}),
			],
		}),
		step('forwardEmail', 10, {
			status: 'skipped',
			verified: false,
			summary: 'Nothing to do.',
			reason: 'There is no mailbox.',
		}),
		step('wipeDevices', 12, {
			status: 'unknown',
			verified: false,
			summary: 'One wipe was sent and its answer was lost.',
			reason:
				'The connection closed after 30 s. Intune shows no wipe yet, and can lag by 15 minutes.',
			finishedAt: at(46),
			items: [
				undone('HAL-LT-0412', {
					status: 'unknown',
					targetId: 'f00dfeed-0412-4222-8333-444455556666',
					reason:
						'One wipe was sent at 17:04:42.6 and its answer was lost. It may have happened or not.',
					attempts: 1,
				}),
				item(45, 'iPhone 13', {
					verified: false,
					verifiedAt: null,
					targetId: 'f00dfeed-0013-4222-8333-444455556666',
					reason: 'Retire requested. Intune has not confirmed it.',
				}),
			],
			calls: [
				call(12, {
					method: 'POST',
					status: null,
					requestId: null,
					tookMs: 30_000,
					path: '/v1.0/deviceManagement/managedDevices/f00dfeed-0412-4222-8333-444455556666/wipe',
				}),
				call(45, {
					method: 'POST',
					path: '/v1.0/deviceManagement/managedDevices/f00dfeed-0013-4222-8333-444455556666/retire',
				}),
			],
		}),
		step('removeFromTeams', 47, {
			status: 'blocked',
			verified: false,
			summary: 'Left 14 of 15 groups.',
			reason: 'One group is kept in Active Directory.',
			items: [
				...Array.from({ length: 14 }, (_, n) =>
					item(47 + n / 20, `Warehouse team ${n + 1}`, {
						targetId: `c0ffee00-00${n + 10}-4222-8333-444455556666`,
					}),
				),
				undone('HAL-SEC-Warehouse-Management-System-Production-Administrators (on-prem)', {
					status: 'blocked',
					reason: 'Kept in Active Directory, remove it there.',
				}),
			],
			calls: Array.from({ length: 14 }, (_, n) =>
				call(47 + n / 20, {
					method: 'DELETE',
					path: `/v1.0/groups/c0ffee00-00${n + 10}-4222-8333-444455556666/members/${EMPLOYEE_ID}/$ref`,
				}),
			),
		}),
	];
}
