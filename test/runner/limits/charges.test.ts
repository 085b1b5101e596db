import { expect, it } from 'vitest';
import { chargesOf, serviceOf } from '../../../runner/limits/charges';

const cost = (method: string, path: string) =>
	Object.fromEntries(chargesOf({ method, path }).map(({ limit, cost: units }) => [limit, units]));

it.each([
	['GET', '/v1.0/users/a%40b.c?$select=id', { identityUnits: 1 }],
	['GET', '/v1.0/users?$top=999', { identityUnits: 2 }],
	['GET', '/v1.0/users/x/memberOf?$top=999', { identityUnits: 2 }],
	['GET', '/v1.0/users/x?$expand=manager', { identityUnits: 2 }],
	['PATCH', '/v1.0/users/x', { identityUnits: 1, identityWrites: 1 }],
	[
		'DELETE',
		'/beta/users/x/authentication/phoneMethods/1',
		{ identityUnits: 1, identityWrites: 1 },
	],
	['GET', '/v1.0/users/x/managedDevices', { intuneRequests: 1 }],
	['POST', '/v1.0/deviceManagement/managedDevices/1/wipe', { intuneRequests: 1, intuneWrites: 1 }],
	['GET', '/v1.0/users/x/mailboxSettings', { outlookAtOnce: 1, outlookRequests: 1 }],
	[
		'POST',
		'/v1.0/users/x/mailFolders/inbox/messageRules',
		{ outlookAtOnce: 1, outlookRequests: 1 },
	],
	['DELETE', '/v1.0/teams/t/members/m', { teamsRequests: 1, teamsWrites: 1, oneTeam: 1 }],
	['GET', '/v1.0/auditLogs/signIns', { reports: 1 }],
	['GET', '/v1.0/identity/conditionalAccess/policies', { protection: 1 }],
	['POST', '/v1.0/$batch', {}],
])('%s %s costs what Microsoft says', (method, path, expected) => {
	expect(cost(method, path)).toEqual(expected);
});

it('counts a mailbox by its person', () => {
	const [charge] = chargesOf({ method: 'GET', path: '/v1.0/users/ABC/mailboxSettings' });
	expect(charge?.of).toBe('abc');
	expect(serviceOf({ method: 'GET', path: '/v1.0/users/ABC/mailboxSettings?x=1' })).toBe('outlook');
});
