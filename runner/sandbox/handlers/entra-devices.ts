import { noContent, ok } from '../http/answer';
import { bodyObject, type Call, param, type Route } from '../http/call';
import { badRequest, denied, notFound } from '../http/graph-error';
import { collection } from '../odata/collection';
import { project } from '../odata/project';
import type { EntraDevice } from '../state/devices';
import { contextOf } from './find';

/** Entra's device objects. They are addressed by object id; Intune's azureADDeviceId is their `deviceId`. */
export const entraDeviceRoutes: readonly Route[] = [
	{
		operation: 'GET /devices',
		options: ['$select', '$filter', '$top', '$count'],
		handle: (call) =>
			collection(call, call.tenant.entraDevices, {
				entity: 'device',
				context: 'devices',
				filter: {
					type: 'Device',
					equals: ['id', 'deviceId', 'displayName'],
					startsWith: ['displayName'],
				},
				pageSize: 100,
			}),
	},
	{
		operation: 'GET /devices/{device}',
		options: ['$select'],
		handle: (call) =>
			ok({
				...contextOf(call, 'devices/$entity'),
				...project(deviceOf(call), 'device', call.query.select),
			}),
	},
	{
		operation: 'PATCH /devices/{device}',
		handle: (call) => {
			const device = deviceOf(call);
			const { accountEnabled, ...rest } = bodyObject(call);
			if (typeof accountEnabled !== 'boolean' || Object.keys(rest).length > 0) {
				throw badRequest('Only accountEnabled can be set in the sandbox.');
			}
			// An app may switch off Windows devices only.
			if (device.operatingSystem !== 'Windows') throw denied();
			device.accountEnabled = accountEnabled;
			return noContent();
		},
	},
];

function deviceOf(call: Call): EntraDevice {
	const id = param(call, 'device').toLowerCase();
	const device = call.tenant.entraDevices.find((one) => one.id === id);
	if (!device) throw notFound(id);
	return device;
}
