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
import { disableAccount } from './disableAccount.step';

export class DisableAccount implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Disable Account',
		name: 'disableAccount',
		icon: { light: 'file:disableAccount.svg', dark: 'file:disableAccount.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["employee"]["value"] }}',
		description: "Turn off a leaver's sign-in and read it back",
		defaults: { name: 'Disable Account' },
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
		return await executeStep(this, { step: disableAccount, optionsOf: () => ({}) });
	}
}
