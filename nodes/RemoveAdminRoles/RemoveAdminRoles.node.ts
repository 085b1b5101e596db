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
import { lockOutAgain } from './lockOutAgain';
import { removeAdminRoles } from './removeAdminRoles.step';

export class RemoveAdminRoles implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Remove Admin Roles',
		name: 'removeAdminRoles',
		icon: { light: 'file:removeAdminRoles.svg', dark: 'file:removeAdminRoles.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["employee"]["value"] }}',
		description: 'Take away admin roles: direct, PIM eligible and active, PIM for groups',
		defaults: { name: 'Remove Admin Roles' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'offboardGraphApi', required: true, testedBy: 'testGraphCredential' }],
		properties: [employeeProperty],
		// An AI agent must not be able to close somebody's account by a tool call (docs/adr/0003).
		usableAsTool: undefined,
	};

	methods = {
		credentialTest: { testGraphCredential },
		listSearch: { searchEmployees },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeStep(this, {
			step: removeAdminRoles,
			optionsOf: () => ({}),
			afterwards: lockOutAgain,
		});
	}
}
