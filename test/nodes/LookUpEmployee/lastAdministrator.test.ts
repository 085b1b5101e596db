import { describe, expect, it } from 'vitest';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';
import type { GroupRecord } from '../../../runner/sandbox/state/directory';

const test = eachRehearsal();

/** Everybody who holds Global Administrator but one is disabled. */
function leaveOnly(who: Case): void {
	const { sandbox } = test.scene;
	const { id } = personIn(sandbox, who).profile;
	const role = sandbox.tenant.roleDefinitions.find(
		({ displayName }) => displayName === 'Global Administrator',
	);
	for (const assignment of sandbox.tenant.roleAssignments) {
		if (assignment.roleDefinitionId !== role?.id || assignment.principalId === id) continue;
		const other = sandbox.tenant.users.find(({ profile }) => profile.id === assignment.principalId);
		if (other) other.profile.accountEnabled = false;
	}
}

describe('the last enabled Global Administrator', () => {
	it('is refused, by name, before anything is changed', async () => {
		leaveOnly('globalAdministrator');
		await expect(test.scene.lookUp(upn('globalAdministrator'))).rejects.toThrow(
			'Diego Siciliani is the last enabled Global Administrator of this tenant',
		);
		expect(test.scene.writes()).toEqual([]);
	});

	it('is refused in a dry run too', async () => {
		leaveOnly('globalAdministrator');
		const found = test.scene.lookUp(upn('globalAdministrator'), { dryRun: true });
		await expect(found).rejects.toThrow('last enabled Global Administrator');
	});

	it('is not meant while another one can sign in', async () => {
		const found = await test.scene.lookUp(upn('globalAdministrator'));
		expect(found.holdings.directoryRoles?.map(({ displayName }) => displayName)).toContain(
			'Global Administrator',
		);
	});

	it('may not be offboarded where it can not be found out whether there is another', async () => {
		test.scene.sandbox.faults.add('403 on GET */directoryRoles/*/members');
		await expect(test.scene.lookUp(upn('globalAdministrator'))).rejects.toThrow();
	});

	it('costs nobody else a request', async () => {
		await test.scene.lookUp(upn('ordinary'));
		expect(test.scene.requests().some(({ path }) => path.includes('directoryRoles'))).toBe(false);
	});

	it('is refused whatever letter case the tenant writes ids in', async () => {
		leaveOnly('globalAdministrator');
		const { tenant } = test.scene.sandbox;
		tenant.roleDefinitions = tenant.roleDefinitions.map((role) => ({
			...role,
			id: role.id.toUpperCase(),
		}));
		for (const assignment of tenant.roleAssignments) {
			assignment.roleDefinitionId = assignment.roleDefinitionId.toUpperCase();
		}
		await expect(test.scene.lookUp(upn('globalAdministrator'))).rejects.toThrow(
			'is the last enabled',
		);
	});

	it('costs two round trips more for a member of a group that roles can be assigned to', async () => {
		await test.scene.lookUp(upn('throughGroup'));
		const asked = test.scene.requests().filter(({ path }) => path.includes('directoryRoles'));
		expect(asked.map(({ path }) => path.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
			expect.stringMatching(/\/directoryRoles$/),
			expect.stringMatching(/\/directoryRoles\/ID\/members/),
		]);
	});
});

describe('a group that holds Global Administrator', () => {
	it('has the leaver as its only member: refused', async () => {
		const leaver = personIn(test.scene.sandbox, 'throughGroup').profile.id;
		giveRoleTo([leaver]);
		await expect(test.scene.lookUp(upn('throughGroup'))).rejects.toThrow('is the last enabled');
		expect(test.scene.writes()).toEqual([]);
	});

	it.each([
		['nobody', () => []],
		['the leaver alone', () => [personIn(test.scene.sandbox, 'globalAdministrator').profile.id]],
		['somebody disabled', () => [personIn(test.scene.sandbox, 'disabled').profile.id]],
		['an app', () => [test.scene.sandbox.tenant.servicePrincipals[0]?.id ?? '']],
	] as const)('is nobody else when it holds %s', async (_what, members) => {
		giveRoleTo(members());
		const { id } = personIn(test.scene.sandbox, 'globalAdministrator').profile;
		assign(id);
		await expect(test.scene.lookUp(upn('globalAdministrator'))).rejects.toThrow(
			'is the last enabled',
		);
	});

	it('lets the leaver go when an enabled person is in it, through a nested group too', async () => {
		const { tenant } = test.scene.sandbox;
		const [inner] = tenant.groups.filter((group) => !group.profile.isAssignableToRole);
		if (!inner) throw new Error('There is no other group.');
		inner.memberIds = [personIn(test.scene.sandbox, 'ordinary').profile.id];
		const leaver = personIn(test.scene.sandbox, 'throughGroup').profile.id;
		giveRoleTo([leaver, inner.profile.id]);
		const { warnings } = await test.scene.lookUp(upn('throughGroup'));
		expect(warnings.map(({ code }) => code)).not.toContain('lastActiveAdministrator');
	});

	it('is unreadable: nobody may be offboarded who is in it', async () => {
		giveRoleTo([personIn(test.scene.sandbox, 'throughGroup').profile.id]);
		test.scene.sandbox.faults.add('403 on GET */transitiveMembers');
		await expect(test.scene.lookUp(upn('throughGroup'))).rejects.toThrow();
	});
});

describe('somebody who is eligible for Global Administrator', () => {
	it('has to activate the role first, and is named', async () => {
		leaveOnly('globalAdministrator');
		makeEligible(personIn(test.scene.sandbox, 'ordinary').profile.id);
		const found = test.scene.lookUp(upn('globalAdministrator'));
		await expect(found).rejects.toThrow('Adele Vance can activate the role in PIM');
	});

	it('is named through an eligible group too', async () => {
		leaveOnly('globalAdministrator');
		const group = roleGroup();
		group.memberIds = [personIn(test.scene.sandbox, 'ordinary').profile.id];
		makeEligible(group.profile.id);
		const found = test.scene.lookUp(upn('globalAdministrator'));
		await expect(found).rejects.toThrow('Adele Vance can activate the role in PIM');
	});

	it('is named when a place in a group that holds the role is what they are eligible for', async () => {
		giveRoleTo([personIn(test.scene.sandbox, 'throughGroup').profile.id], true);
		const found = test.scene.lookUp(upn('throughGroup'));
		await expect(found).rejects.toThrow('Cameron White can activate the role in PIM');
	});

	it.each(['disabled', 'globalAdministrator'] as const)('is not named: %s', async (who) => {
		leaveOnly('globalAdministrator');
		makeEligible(personIn(test.scene.sandbox, who).profile.id);
		const found = test.scene.lookUp(upn('globalAdministrator'));
		await expect(found).rejects.toThrow('Give the role to somebody else first.');
	});

	it('is nobody where eligibility can not be read', async () => {
		leaveOnly('globalAdministrator');
		makeEligible(personIn(test.scene.sandbox, 'ordinary').profile.id);
		test.scene.sandbox.faults.add('403 on GET */roleEligibilitySchedules');
		const found = test.scene.lookUp(upn('globalAdministrator'));
		await expect(found).rejects.toThrow('is the last enabled');
	});
});

function globalAdministratorRole(): string {
	const { roleDefinitions } = test.scene.sandbox.tenant;
	const role = roleDefinitions.find(({ displayName }) => displayName === 'Global Administrator');
	if (!role) throw new Error('There is no such role.');
	return role.id;
}

function roleGroup(): GroupRecord {
	const group = test.scene.sandbox.tenant.groups.find(({ profile }) => profile.isAssignableToRole);
	if (!group) throw new Error('There is no group that roles can be assigned to.');
	return group;
}

/** From now on only the group holds the role. */
function giveRoleTo(memberIds: string[], keepEligible = false): void {
	const { tenant } = test.scene.sandbox;
	const role = globalAdministratorRole();
	tenant.roleAssignments = tenant.roleAssignments.filter(
		({ roleDefinitionId }) => roleDefinitionId !== role,
	);
	const group = roleGroup();
	group.memberIds = memberIds;
	// Cameron White is eligible for the group.
	if (!keepEligible) tenant.groupEligibilities = [];
	assign(group.profile.id);
}

function assign(principalId: string): void {
	test.scene.sandbox.tenant.roleAssignments.push({
		id: `assignment-of-${principalId}`,
		principalId,
		roleDefinitionId: globalAdministratorRole(),
		directoryScopeId: '/',
		appScopeId: null,
		assignmentType: 'Assigned',
		startDateTime: '2025-06-02T08:00:00Z',
		endDateTime: null,
	});
}

function makeEligible(principalId: string): void {
	test.scene.sandbox.tenant.roleEligibilities.push({
		id: `eligibility-of-${principalId}`,
		principalId,
		roleDefinitionId: globalAdministratorRole(),
		directoryScopeId: '/',
		appScopeId: null,
		startDateTime: '2025-06-02T08:00:00Z',
		endDateTime: null,
	});
}
