import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { testGraphCredential } from '../shared/n8n/credential';
import { employeeProperty, searchEmployees } from '../shared/n8n/employeeProperty';
import { executeStep } from '../shared/n8n/executeStep';
import type { DevicePolicy } from './decision';
import { wipeDevices } from './wipeDevices.step';

export class WipeDevices implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wipe Devices',
		name: 'wipeDevices',
		icon: { light: 'file:wipeDevices.svg', dark: 'file:wipeDevices.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["policy"] }}',
		description: 'Ask Intune to wipe company devices and to retire personal ones',
		defaults: { name: 'Wipe Devices' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'offboardGraphApi', required: true, testedBy: 'testGraphCredential' }],
		properties: [
			employeeProperty,
			{
				displayName: 'Device Policy',
				name: 'policy',
				type: 'options',
				options: [
					{
						name: 'Leave All',
						value: 'leave',
						description: 'Touch no device and say so',
					},
					{
						name: 'Retire All',
						value: 'retireAll',
						description: 'Remove company data from every device and wipe none',
					},
					{
						name: 'Wipe Company, Retire Personal',
						value: 'wipeCompany',
						description: 'Wipe only what Intune says the company owns. This can not be undone',
					},
				],
				default: 'wipeCompany',
				description: 'What to do with the devices whose primary user the employee is',
			},
		],
		// An AI agent must not be able to wipe a device by a tool call (docs/adr/0003).
		usableAsTool: undefined,
	};

	methods = {
		credentialTest: { testGraphCredential },
		listSearch: { searchEmployees },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeStep(this, {
			step: wipeDevices,
			optionsOf: (itemIndex) => ({
				policy: this.getNodeParameter('policy', itemIndex, 'wipeCompany') as DevicePolicy,
			}),
		});
	}
}
