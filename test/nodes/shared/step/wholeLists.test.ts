import { describe, expect, it } from 'vitest';
import { removeMfaMethods } from '../../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { revokeSessions } from '../../../../nodes/RevokeSessions/revokeSessions.step';
import { heldDevicesOf } from '../../../../nodes/shared/holdings/devices';
import { listMethods } from '../../../../nodes/shared/holdings/authenticationMethods';
import { seenWithin } from '../../../../nodes/shared/step/verify';
import { askedBefore, whyChanged } from '../../../../nodes/WipeDevices/decision';
import type { Employee } from '../../../../nodes/shared/step/offboarding';
import { startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';

const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const EMPLOYEE: Employee = {
	id: ID,
	userPrincipalName: 'ada@contoso.example',
	displayName: 'Ada',
	mail: null,
	jobTitle: null,
	department: null,
	companyName: null,
	officeLocation: null,
	employeeId: null,
	employeeType: null,
	userType: 'Member',
	accountEnabled: false,
	onPremisesSyncEnabled: false,
};
const PHONE = {
	'@odata.type': '#microsoft.graph.phoneAuthenticationMethod',
	id: '3179e48a-750b-4051-897c-87b9720928f7',
	phoneType: 'mobile',
};

async function withServer<Result>(
	work: (server: ScriptedGraph) => Promise<Result>,
): Promise<Result> {
	const server = await startScriptedGraph();
	try {
		return await work(server);
	} finally {
		await server.close();
	}
}

const contextOn = (server: ScriptedGraph) => ({
	graph: server.graph,
	employee: EMPLOYEE,
	manager: null,
	holdings: null,
	dryRun: false,
	verifyForMs: 1_000,
});

const NOW = new Date('2026-11-20T18:00:00Z');

describe('a list', () => {
	it('that is not there is no proof that something is gone', async () => {
		await withServer(async (server) => {
			server.answer(
				{ body: {} },
				{ body: {} },
				{ body: {} },
				{ body: {} },
				{ body: {} },
				{ body: {} },
			);
			const shows = () => true;
			expect(await seenWithin(server.graph, listMethods(ID), shows, 0)).toBeNull();
		});
	});

	it('that goes on is read to its end before anything is called gone', async () => {
		await withServer(async (server) => {
			const next = `${server.url}/v1.0/users/${ID}/authentication/methods?$skiptoken=2`;
			server.answer({ body: { value: [], '@odata.nextLink': next } }, { body: { value: [PHONE] } });
			const isEmpty = (body: unknown) => (body as { value: unknown[] }).value.length === 0;
			expect(await seenWithin(server.graph, listMethods(ID), isEmpty, 0)).toBeNull();
		});
	});

	it('of methods with an empty first page does not mean that there is nothing to do', async () => {
		await withServer(async (server) => {
			const next = `${server.url}/beta/users/${ID}/authentication/methods?$skiptoken=2`;
			server.answer({ body: { value: [], '@odata.nextLink': next } }, { body: { value: [PHONE] } });
			const context = { ...contextOn(server), dryRun: true };
			const { items } = await removeMfaMethods.run(context, {});
			expect(items.map(({ target }) => target)).toEqual(['Phone (mobile)']);
		});
	});

	it('of devices names each once, so that none is wiped twice', () => {
		const device = { id: ID, deviceName: 'LAP-1' };
		expect(heldDevicesOf({ value: [device, device] })).toHaveLength(1);
	});
});

describe('a wipe that was asked for before', () => {
	it.each([
		[{ managementState: 'wipePending' }, 'wipePending'],
		[
			{
				managementState: 'managed',
				deviceActionResults: [{ actionName: 'wipe', actionState: 'pending' }],
			},
			'wipe pending',
		],
		[
			{
				managementState: 'managed',
				deviceActionResults: [{ actionName: 'wipe', actionState: 'failed' }],
			},
			null,
		],
		[
			{
				managementState: 'managed',
				deviceActionResults: [{ actionName: 'locateDevice', actionState: 'done' }],
			},
			null,
		],
		[
			{
				managementState: 'managed',
				deviceActionResults: [
					{
						actionName: 'factoryReset',
						actionState: 'done',
						lastUpdatedDateTime: '2023-03-01T09:30:00Z',
					},
				],
			},
			null,
		],
		[
			{
				managementState: 'managed',
				deviceActionResults: [
					{
						actionName: 'factoryReset',
						actionState: 'done',
						lastUpdatedDateTime: '2026-11-20T09:30:00Z',
					},
				],
			},
			'factoryReset done',
		],
		[{ managementState: 'managed' }, null],
	])('%j', (device, said) => {
		expect(askedBefore(device, NOW)).toBe(said);
	});

	it('is told apart from a device without a user', () => {
		const device = heldDevicesOf({ value: [{ id: ID, userId: null }] })[0];
		if (!device) throw new Error('The device was not read.');
		expect(whyChanged(device, device, ID)).toContain('no primary user');
	});
});

describe('revoked sessions', () => {
	it('are not done when Entra answers that they were not', async () => {
		await withServer(async (server) => {
			const members = (bodies: object[]) => ({
				body: {
					responses: bodies.map((body, index) => ({ id: String(index + 1), status: 200, body })),
				},
			});
			const time = { signInSessionsValidFromDateTime: '2026-11-20T10:00:00Z' };
			server.answer(members([time, { value: false }, time]), { body: time }, { body: time });
			const { items } = await revokeSessions.run(contextOn(server), {});
			expect(items[0]).toMatchObject({ status: 'failed', code: 'NotRevoked' });
		});
	});
});
