import { describe, expect, it } from 'vitest';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

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
			'Diego Siciliani is the last enabled Global Administrator of this tenant.',
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
});
