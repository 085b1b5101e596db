import { describe, expect, test } from 'vitest';
import { graphOf, groupIdOf, idOf, sandboxFor, verdict } from '../client';

const ROLES = '/v1.0/roleManagement/directory';
const PIM = '/v1.0/identityGovernance/privilegedAccess/group';

async function rolesOf(alias: string) {
	const sandbox = await sandboxFor();
	const graph = await graphOf(sandbox);
	const id = idOf(sandbox, alias);
	const filter = `$filter=principalId eq '${id}'`;
	const list = async (name: string, expand = '') =>
		(await graph('GET', `${ROLES}/${name}?${filter}${expand}`)).body.value;
	return { sandbox, graph, id, list };
}

describe('active roles', () => {
	test('are listed with their definition and removed by id, once', async () => {
		const { graph, list, sandbox, id } = await rolesOf('adele.vance');
		const [role] = await list('roleAssignments', '&$expand=roleDefinition($select=displayName)');
		expect(role).toMatchObject({
			principalId: id,
			roleDefinition: { displayName: 'Helpdesk Administrator' },
		});
		const url = `${ROLES}/roleAssignments/${String(role?.['id'])}`;
		expect((await graph('DELETE', url)).status).toBe(204);
		expect(verdict(await graph('DELETE', url))).toBe('404 Request_ResourceNotFound');
		expect(await list('roleAssignments')).toEqual([]);
		expect(sandbox.tenant.roleAssignments.some(({ principalId }) => principalId === id)).toBe(
			false,
		);
	});

	test('can not be listed without a filter', async () => {
		const { graph } = await rolesOf('adele.vance');
		expect((await graph('GET', `${ROLES}/roleAssignments`)).status).toBe(400);
	});

	test('over one administrative unit carry its scope and are not in memberOf', async () => {
		const { sandbox, list } = await rolesOf('irvin.sayers');
		const unit = sandbox.tenant.administrativeUnits[0]?.id;
		expect(await list('roleAssignments')).toMatchObject([
			{ directoryScopeId: `/administrativeUnits/${unit}` },
		]);
	});

	test('keep the last Global Administrator', async () => {
		const { sandbox, graph } = await rolesOf('diego.siciliani');
		const globals = sandbox.tenant.roleAssignments.filter((role) =>
			role.roleDefinitionId.startsWith('62e90394'),
		);
		const answers = [];
		for (const role of globals)
			answers.push((await graph('DELETE', `${ROLES}/roleAssignments/${role.id}`)).status);
		expect(answers).toEqual([204, 400]);
	});

	test('can be removed through the older directoryRoles too', async () => {
		const { graph, id } = await rolesOf('adele.vance');
		const roles = (await graph('GET', '/v1.0/directoryRoles')).body.value;
		const role = roles.find((one) => one['displayName'] === 'Helpdesk Administrator');
		const url = `/v1.0/directoryRoles/${String(role?.['id'])}/members`;
		expect((await graph('GET', url)).body.value).toMatchObject([{ id }]);
		expect((await graph('DELETE', `${url}/${id}/$ref`)).status).toBe(204);
		expect((await graph('DELETE', `${url}/${id}/$ref`)).status).toBe(404);
	});
});

describe('PIM', () => {
	const removal = (row: object) => {
		const { principalId, roleDefinitionId, directoryScopeId } = row as Record<string, unknown>;
		const justification = 'Offboarding';
		return {
			action: 'adminRemove',
			principalId,
			roleDefinitionId,
			directoryScopeId,
			justification,
		};
	};

	test('removes an eligibility once and then says it does not exist', async () => {
		const { graph, list } = await rolesOf("maeve.o'brien");
		const rows = await list('roleEligibilitySchedules');
		expect(rows).toHaveLength(2);
		const url = `${ROLES}/roleEligibilityScheduleRequests`;
		const first = await graph('POST', url, removal(rows[0] ?? {}));
		expect([first.status, first.body['status']]).toEqual([201, 'Revoked']);
		expect(verdict(await graph('POST', url, removal(rows[0] ?? {})))).toBe(
			'400 RoleAssignmentDoesNotExist',
		);
		expect(await list('roleEligibilitySchedules')).toHaveLength(1);
	});

	test('removing the activation leaves the eligibility', async () => {
		const { graph, list } = await rolesOf("maeve.o'brien");
		const [active] = await list('roleAssignmentSchedules');
		expect(active).toMatchObject({ assignmentType: 'Activated' });
		const url = `${ROLES}/roleAssignmentScheduleRequests`;
		expect((await graph('POST', url, removal(active ?? {}))).status).toBe(201);
		expect(await list('roleAssignments')).toEqual([]);
		expect(await list('roleEligibilitySchedules')).toHaveLength(2);
	});

	test('refuses to end an activation of the last five minutes', async () => {
		const { sandbox, graph, list, id } = await rolesOf("maeve.o'brien");
		const role = sandbox.tenant.roleAssignments.find(({ principalId }) => principalId === id);
		if (role) role.startDateTime = new Date(Date.now() - 60_000).toISOString();
		const [active] = await list('roleAssignmentSchedules');
		const reply = await graph(
			'POST',
			`${ROLES}/roleAssignmentScheduleRequests`,
			removal(active ?? {}),
		);
		expect(verdict(reply)).toBe('400 ActiveDurationTooShort');
	});

	test('tells a role over one app from the same role over the tenant', async () => {
		const { sandbox, graph, list, id } = await rolesOf('adele.vance');
		const role = sandbox.tenant.roleAssignments.find(({ principalId }) => principalId === id);
		if (!role) throw new Error('Adele has no role');
		const appScopeId = '/5a3c7e0e-6a2b-4c5e-9f5b-1c2d3e4f5a6b';
		const overApp = { ...role, id: 'over-app', directoryScopeId: null, appScopeId };
		sandbox.tenant.roleAssignments.push(overApp);
		const body = { ...removal(overApp), directoryScopeId: undefined };
		const url = `${ROLES}/roleAssignmentScheduleRequests`;
		expect((await graph('POST', url, { ...body, appScopeId })).status).toBe(201);
		expect(await list('roleAssignments')).toMatchObject([{ id: role.id }]);
	});

	test('is not there without the licence', async () => {
		const { sandbox, graph, id } = await rolesOf('adele.vance');
		sandbox.tenant.services.entraIdP2 = false;
		const filter = `?$filter=principalId eq '${id}'`;
		for (const url of [
			`${ROLES}/roleEligibilitySchedules${filter}`,
			`${ROLES}/roleAssignmentSchedules${filter}`,
			`${PIM}/eligibilitySchedules${filter}`,
		]) {
			expect(verdict(await graph('GET', url))).toBe('400 AadPremiumLicenseRequired');
		}
		expect((await graph('GET', `${ROLES}/roleAssignments${filter}`)).status).toBe(200);
	});

	test('for groups ends an eligibility and an active place', async () => {
		const { sandbox, graph, id } = await rolesOf('cameron.white');
		const groupId = groupIdOf(sandbox, 'IT administrators');
		const body = { action: 'adminRemove', accessId: 'member', groupId, principalId: id };
		const filter = `?$filter=principalId eq '${id}'`;
		expect((await graph('GET', `${PIM}/eligibilitySchedules`)).status).toBe(400);
		expect((await graph('GET', `${PIM}/eligibilitySchedules${filter}`)).body.value).toMatchObject([
			{ groupId },
		]);
		expect((await graph('POST', `${PIM}/eligibilityScheduleRequests`, body)).status).toBe(201);
		expect(verdict(await graph('POST', `${PIM}/eligibilityScheduleRequests`, body))).toBe(
			'400 RoleAssignmentDoesNotExist',
		);
		const group = sandbox.tenant.groups.find(({ profile }) => profile.id === groupId);
		group?.memberIds.push(id);
		sandbox.tenant.groupAssignments.push({
			id: 'x',
			principalId: id,
			groupId,
			accessId: 'member',
			assignmentType: 'activated',
			startDateTime: '2026-01-01T00:00:00Z',
			endDateTime: null,
		});
		expect((await graph('POST', `${PIM}/assignmentScheduleRequests`, body)).status).toBe(201);
		expect(group?.memberIds).not.toContain(id);
	});
});
