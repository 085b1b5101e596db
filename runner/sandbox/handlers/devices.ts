import { type Answer, noContent, ok } from '../http/answer';
import { bodyObject, type Call, param, type Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import { collection } from '../odata/collection';
import { project } from '../odata/project';
import type { DeviceAction, ManagedDevice } from '../state/devices';
import { contextOf, userOf } from './find';
import { settleDevices } from './device-progress';

const DEVICES = '/deviceManagement/managedDevices';
const WIPE_PARAMETERS: Readonly<Record<string, string>> = {
	keepEnrollmentData: 'boolean',
	keepUserData: 'boolean',
	macOsUnlockCode: 'string',
	persistEsimDataPlan: 'boolean',
};

/** Intune. */
export const deviceRoutes: readonly Route[] = [
	{
		operation: `GET ${DEVICES}`,
		options: ['$select', '$filter', '$top'],
		handle: (call) => list(call, devices(call)),
	},
	{
		operation: 'GET /users/{user}/managedDevices',
		options: ['$select', '$filter', '$top'],
		handle: (call) => {
			const { id } = userOf(call).profile;
			return list(
				call,
				devices(call).filter((device) => device.profile.userId === id),
			);
		},
	},
	{
		operation: `GET ${DEVICES}/{device}`,
		options: ['$select'],
		handle: (call) => {
			const { profile } = deviceOf(call);
			return ok({
				...contextOf(call, 'deviceManagement/managedDevices/$entity'),
				...project(profile, 'managedDevice', call.query.select),
			});
		},
	},
	{
		operation: `POST ${DEVICES}/{device}/wipe`,
		handle: (call) => {
			const device = deviceOf(call);
			checkWipe(call);
			return act(call, device, 'wipe');
		},
	},
	{
		operation: `POST ${DEVICES}/{device}/retire`,
		handle: (call) => act(call, deviceOf(call), 'retire'),
	},
];

function devices(call: Call): ManagedDevice[] {
	if (!call.tenant.services.intune) {
		throw badRequest('Request not applicable to target tenant.', 'BadRequest');
	}
	settleDevices(call.tenant, call.now);
	return call.tenant.managedDevices;
}

function deviceOf(call: Call): ManagedDevice {
	const id = param(call, 'device').toLowerCase();
	const device = devices(call).find(({ profile }) => profile.id === id);
	if (device) return device;
	throw new GraphError(404, 'ResourceNotFound', `Device with id ${id} was not found.`);
}

function list(call: Call, found: readonly ManagedDevice[]): Answer {
	return collection(
		call,
		found.map(({ profile }) => profile),
		{
			entity: 'managedDevice',
			context: 'deviceManagement/managedDevices',
			filter: {
				type: 'ManagedDevice',
				equals: [
					'id',
					'userId',
					'userPrincipalName',
					'serialNumber',
					'azureADDeviceId',
					'deviceName',
					'managedDeviceOwnerType',
				],
				startsWith: ['deviceName'],
			},
			pageSize: 1000,
		},
	);
}

function checkWipe(call: Call): void {
	if (call.body === undefined) return;
	for (const [name, value] of Object.entries(bodyObject(call))) {
		if (WIPE_PARAMETERS[name] === undefined) {
			throw badRequest(`The parameter '${name}' is not one of wipe.`, 'BadRequest');
		}
		if (value !== null && typeof value !== WIPE_PARAMETERS[name]) {
			throw badRequest(`The parameter '${name}' has the wrong type.`, 'BadRequest');
		}
	}
}

/** A pending wipe or retire is accepted again without an error, as Intune may do: the caller must look first. */
function act(call: Call, device: ManagedDevice, action: DeviceAction['action']): Answer {
	if (
		call.tenant.services.deviceActionsNeedApproval &&
		!call.headers['x-msft-approval-justification']
	) {
		throw badRequest(
			"Header 'x-msft-approval-justification' is required to request approval.",
			'BadRequest',
		);
	}
	const at = call.now.toISOString();
	device.profile.managementState = `${action}Pending`;
	device.profile.deviceActionResults = [
		{ actionName: action, actionState: 'pending', startDateTime: at, lastUpdatedDateTime: at },
	];
	device.actionRequestedAt = at;
	call.tenant.deviceActions.push({
		managedDeviceId: device.profile.id,
		action,
		at,
		body: call.body ?? null,
		clientRequestId: call.headers['client-request-id'] ?? null,
	});
	return noContent();
}
