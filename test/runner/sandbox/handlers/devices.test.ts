import { describe, expect, test } from 'vitest';
import { graphOf, idOf, sandboxFor, verdict, withdraw } from '../client';

const DEVICES = '/v1.0/deviceManagement/managedDevices';

async function deviceOf(alias: string) {
	const sandbox = await sandboxFor();
	const userId = idOf(sandbox, alias);
	const record = sandbox.tenant.managedDevices.find(({ profile }) => profile.userId === userId);
	if (!record) throw new Error(`${alias} has no device`);
	const graph = await graphOf(sandbox);
	return { sandbox, graph, userId, record, url: `${DEVICES}/${record.profile.id}` };
}

describe('Intune', () => {
	test('lists the devices of one person', async () => {
		const { graph, userId, record } = await deviceOf('adele.vance');
		const select = '$select=id,managedDeviceOwnerType,managementState,userId';
		const { value } = (await graph('GET', `${DEVICES}?$filter=userId eq '${userId}'&${select}`))
			.body;
		expect(value).toEqual([
			{
				id: record.profile.id,
				userId,
				managedDeviceOwnerType: 'company',
				managementState: 'managed',
			},
		]);
		expect((await graph('GET', `/v1.0/users/${userId}/managedDevices`)).body.value).toHaveLength(1);
	});

	test('takes a wipe and says pending, and counts every one it took', async () => {
		const { sandbox, graph, url } = await deviceOf('adele.vance');
		const body = { keepEnrollmentData: false, keepUserData: false };
		expect((await graph('POST', `${url}/wipe`, body)).status).toBe(204);
		expect((await graph('GET', url)).body['managementState']).toBe('wipePending');
		expect((await graph('POST', `${url}/wipe`)).status).toBe(204);
		expect(sandbox.tenant.deviceActions).toMatchObject([
			{ action: 'wipe', body },
			{ action: 'wipe', body: null },
		]);
	});

	test('retires', async () => {
		const { graph, url } = await deviceOf('henrietta.mueller');
		expect((await graph('POST', `${url}/retire`)).status).toBe(204);
		expect((await graph('GET', url)).body['managementState']).toBe('retirePending');
	});

	test('lets an action go on once the device comes online', async () => {
		const { graph, record, url } = await deviceOf('adele.vance');
		record.onlineAfterMs = 60_000;
		const requested = (milliseconds: number): void => {
			record.actionRequestedAt = new Date(Date.now() - milliseconds).toISOString();
		};
		await graph('POST', `${url}/wipe`);
		expect((await graph('GET', url)).body['managementState']).toBe('wipePending');
		requested(60_000);
		expect((await graph('GET', url)).body['managementState']).toBe('wipeIssued');
		requested(120_000);
		expect(verdict(await graph('GET', url))).toBe('404 ResourceNotFound');
		expect(verdict(await graph('POST', `${url}/wipe`))).toBe('404 ResourceNotFound');
	});

	test('needs the privileged permission to wipe, whatever else the app holds', async () => {
		const { sandbox, url, record } = await deviceOf('adele.vance');
		withdraw(sandbox, 'DeviceManagementManagedDevices.PrivilegedOperations.All');
		sandbox.tenant.app.permissions.push('DeviceManagementManagedDevices.ReadWrite.All');
		const graph = await graphOf(sandbox);
		expect(verdict(await graph('POST', `${url}/wipe`))).toBe('403 Authorization_RequestDenied');
		expect(record.profile.managementState).toBe('managed');
	});

	test('asks for approval where the tenant wants a second administrator', async () => {
		const { sandbox, graph, url } = await deviceOf('adele.vance');
		sandbox.tenant.services.deviceActionsNeedApproval = true;
		const answer = await graph('POST', `${url}/wipe`);
		expect(verdict(answer)).toBe('400 BadRequest');
		expect(answer.body.error.message).toBe(
			"Header 'x-msft-approval-justification' is required to request approval.",
		);
		expect(sandbox.tenant.deviceActions).toEqual([]);
	});

	test('is not there in a tenant without it', async () => {
		const { sandbox, graph, url } = await deviceOf('adele.vance');
		sandbox.tenant.services.intune = false;
		const answer = await graph('GET', url);
		expect(answer.status).toBe(400);
		expect(answer.body.error.message).toBe('Request not applicable to target tenant.');
	});

	test('refuses parameters a wipe does not have in v1.0', async () => {
		const { graph, url } = await deviceOf('adele.vance');
		expect((await graph('POST', `${url}/wipe`, { useProtectedWipe: true })).status).toBe(400);
		expect((await graph('POST', `${url}/wipe`, { keepUserData: 'no' })).status).toBe(400);
	});
});

describe('an Entra device', () => {
	test('is found by its deviceId and switched off by its object id', async () => {
		const { sandbox, record } = await deviceOf('adele.vance');
		sandbox.tenant.app.permissions.push('Device.ReadWrite.All');
		const graph = await graphOf(sandbox);
		const filter = `$filter=deviceId eq '${record.profile.azureADDeviceId}'`;
		const [device] = (await graph('GET', `/v1.0/devices?${filter}`)).body.value;
		const url = `/v1.0/devices/${String(device?.['id'])}`;
		expect((await graph('PATCH', url, { accountEnabled: false })).status).toBe(204);
		expect((await graph('GET', `${url}?$select=accountEnabled`)).body['accountEnabled']).toBe(
			false,
		);
		expect((await graph('GET', `/v1.0/devices/${record.profile.azureADDeviceId}`)).status).toBe(
			404,
		);
	});

	test('that runs no Windows is out of reach for an app', async () => {
		const { sandbox, userId } = await deviceOf('xiaoming.wang');
		sandbox.tenant.app.permissions.push('Device.ReadWrite.All');
		const graph = await graphOf(sandbox);
		const [mac] = (await graph('GET', `/v1.0/users/${userId}/registeredDevices`)).body.value;
		const answer = await graph('PATCH', `/v1.0/devices/${String(mac?.['id'])}`, {
			accountEnabled: false,
		});
		expect(verdict(answer)).toBe('403 Authorization_RequestDenied');
	});
});
