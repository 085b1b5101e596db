import type { Employee, Holdings, Offboarding } from '../../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import { at, call, EMPLOYEE_ID, item, step } from './parts';

const TENANT_ID = '6f0e9b1c-41d7-4c55-9a6e-2b8c0e77d3f1';

const EMPLOYEE: Employee = {
	id: EMPLOYEE_ID,
	userPrincipalName: 'bartholomew.westhuizen-oyelaran@haldenlogistics.com',
	displayName: 'Bartholomew van der Westhuizen-Oyelaran',
	mail: 'bartholomew.westhuizen-oyelaran@haldenlogistics.com',
	jobTitle: 'Night Shift Planner',
	department: 'Warehouse Operations',
	companyName: 'Halden Logistics Ltd',
	officeLocation: 'Leeds 2',
	employeeId: 'HAL-00412',
	employeeType: 'Employee',
	userType: 'Member',
	accountEnabled: true,
	onPremisesSyncEnabled: false,
};

const HOLDINGS: Holdings = {
	authenticationMethods: [
		{
			id: 'b5a1c2d3-66fe-4d8a-9e10-0c1d2e3f4a5b',
			type: 'microsoftAuthenticatorAuthenticationMethod',
			name: 'Microsoft Authenticator, Pixel 8a',
		},
		{
			id: '28c10230-6103-485e-b985-444c60001490',
			type: 'passwordAuthenticationMethod',
			name: 'Password',
		},
	],
	groups: [
		{
			id: 'c0ffee00-1111-4222-8333-444455556666',
			displayName: 'Night shift',
			kind: 'team',
			isAssignableToRole: false,
			onPremisesSyncEnabled: false,
			carriesLicenses: false,
			owned: true,
			member: true,
		},
		{
			id: 'c0ffee00-2222-4222-8333-444455556666',
			displayName: 'Licences: Microsoft 365 F3',
			kind: 'security',
			isAssignableToRole: false,
			onPremisesSyncEnabled: false,
			carriesLicenses: true,
			owned: false,
			member: true,
		},
	],
	directoryRoles: [],
	devices: [],
	mailbox: { available: true, reason: null, automaticReplies: 'disabled' },
};

/** The frame of a run, with the steps that are given. */
export function offboarding(
	steps: readonly StepOutcome[],
	over: Partial<Offboarding> = {},
): Offboarding {
	return {
		schema: 'offboardiq.offboarding/1',
		request: {
			id: 'OFF-2026-000412',
			dryRun: false,
			requestedBy: 'Priya Nair, Owner',
			ticket: 'HAL-20411',
			requestedAt: at(-5),
		},
		tenant: { id: TENANT_ID, displayName: 'Halden Logistics', cloud: 'global', simulated: false },
		employee: EMPLOYEE,
		manager: {
			id: 'd4c3b2a1-0001-4e3f-8a5b-6c7d8e9f0a1b',
			userPrincipalName: 'chukwuemeka.okonkwo@haldenlogistics.com',
			displayName: 'Chukwuemeka Okonkwo',
			mail: 'chukwuemeka.okonkwo@haldenlogistics.com',
			accountEnabled: true,
		},
		holdings: HOLDINGS,
		warnings: [],
		steps,
		startedAt: at(0),
		lookUpCalls: [
			call(0.01, {
				method: 'GET',
				status: 200,
				path: `/v1.0/users/${EMPLOYEE_ID}?$select=id,displayName,userPrincipalName,accountEnabled`,
			}),
			call(0.15, { method: 'POST', status: 200, path: '/v1.0/$batch' }),
			call(0.16, {
				method: 'GET',
				status: 200,
				path: `/v1.0/users/${EMPLOYEE_ID}/authentication/methods`,
				inBatch: true,
			}),
		],
		...over,
	};
}

/** Steps 1 to 3, each done and read back: 0.4, 0.9 and 1.4 s after the start. */
export function lockOutSteps(): StepOutcome[] {
	return [
		step('disableAccount', 0.3, {
			summary: 'Sign-in is off. Read back 0.2 s later.',
			items: [item(0.4, 'Sign-in', { targetId: EMPLOYEE_ID, before: 'on', after: 'off' })],
			calls: [
				call(0.4),
				call(0.6, {
					method: 'GET',
					status: 200,
					path: `/v1.0/users/${EMPLOYEE_ID}?$select=accountEnabled`,
				}),
			],
		}),
		step('resetPassword', 0.8, {
			summary: 'A random password was set and thrown away.',
			items: [item(0.9, 'Password')],
			calls: [call(0.9)],
		}),
		step('revokeSessions', 1.3, {
			summary: 'Every sign-in session is revoked.',
			items: [item(1.4, 'Refresh tokens', { after: 'valid from 2026-11-20 17:04:32' })],
			calls: [
				call(1.4, {
					method: 'POST',
					status: 200,
					path: `/v1.0/users/${EMPLOYEE_ID}/revokeSignInSessions`,
				}),
			],
		}),
	];
}
