import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { lockOutSteps, offboarding } from './frame';
import { call, EMPLOYEE_ID, item, step } from './parts';

const USER = `/v1.0/users/${EMPLOYEE_ID}`;

function laterSteps(): Offboarding['steps'] {
	return [
		step('removeMfaMethods', 1.9, {
			summary: '1 method removed: Microsoft Authenticator.',
			items: [
				item(2, 'Microsoft Authenticator, Pixel 8a', {
					targetId: 'b5a1c2d3-66fe-4d8a-9e10-0c1d2e3f4a5b',
				}),
			],
			calls: [
				call(2, {
					method: 'DELETE',
					path: `${USER}/authentication/microsoftAuthenticatorMethods/b5a1c2d3-66fe-4d8a-9e10-0c1d2e3f4a5b`,
				}),
			],
		}),
		step('removeAdminRoles', 2.5, {
			status: 'skipped',
			verified: false,
			summary: 'Nothing to do.',
			reason: 'No admin roles, active, eligible or through a group.',
		}),
		step('forwardEmail', 3, {
			summary: 'New mail goes to Chukwuemeka Okonkwo (manager). A copy stays in the mailbox.',
			items: [item(3.1, 'Inbox rule “OffboardIQ forward”', { targetId: 'AQAAAJ5dZqA=' })],
			calls: [
				call(3.1, { method: 'POST', status: 201, path: `${USER}/mailFolders/inbox/messageRules` }),
			],
		}),
		step('setOutOfOffice', 3.7, {
			summary: 'Automatic reply is on, inside and outside the company.',
			items: [item(3.8, 'Automatic replies', { before: 'disabled', after: 'alwaysEnabled' })],
			calls: [call(3.8, { path: `${USER}/mailboxSettings`, status: 200 })],
		}),
		step('wipeDevices', 4.3, {
			status: 'skipped',
			verified: false,
			summary: 'Nothing to do.',
			reason: 'No Intune devices found.',
		}),
		step('removeFromTeams', 4.9, {
			summary: 'Left 1 team and 1 group. Ownership of 1 team passed on first.',
			items: [
				item(5, 'Night shift', {
					targetId: 'c0ffee00-1111-4222-8333-444455556666',
					reason: 'Ownership passed to Chukwuemeka Okonkwo, then left.',
					before: 'owner, member',
					after: 'none',
				}),
				item(5.2, 'Licences: Microsoft 365 F3', {
					targetId: 'c0ffee00-2222-4222-8333-444455556666',
				}),
			],
			calls: [call(5, { method: 'DELETE' }), call(5.2, { method: 'DELETE' })],
		}),
	];
}

/** Everything done and read back, two steps with nothing to do. */
export function allDone(): Offboarding {
	return offboarding([...lockOutSteps(), ...laterSteps()]);
}

/** The same against the rehearsal tenant, with one wipe only requested. */
export function simulated(): Offboarding {
	const base = allDone();
	const steps = base.steps.map((outcome) =>
		outcome.key === 'wipeDevices' ? wipeRequested() : outcome,
	);
	return {
		...base,
		steps,
		request: { ...base.request, id: 'SIM-2026-000003' },
		tenant: { ...base.tenant, displayName: 'Rehearsal tenant', simulated: true },
	};
}

function wipeRequested(): Offboarding['steps'][number] {
	return step('wipeDevices', 4.3, {
		verified: false,
		summary: 'Wipe requested for 1 laptop. It is not wiped until Intune says so.',
		items: [
			item(4.4, 'CONTOSO-LT-17', {
				verified: false,
				verifiedAt: null,
				targetId: 'f00dfeed-0017-4222-8333-444455556666',
				reason: 'Requested. Intune has not confirmed it.',
			}),
		],
		calls: [
			call(4.4, {
				method: 'POST',
				path: '/v1.0/deviceManagement/managedDevices/f00dfeed-0017-4222-8333-444455556666/wipe',
			}),
		],
	});
}
