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
import { forwardEmail } from './forwardEmail.step';

export class ForwardEmail implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Forward Email',
		name: 'forwardEmail',
		icon: { light: 'file:forwardEmail.svg', dark: 'file:forwardEmail.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["employee"]["value"] }}',
		description: "Redirect a leaver's new mail to the manager",
		defaults: { name: 'Forward Email' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'offboardGraphApi', required: true, testedBy: 'testGraphCredential' }],
		properties: [
			employeeProperty,
			{
				displayName: 'Fallback Recipient',
				name: 'fallbackRecipient',
				type: 'string',
				default: '',
				placeholder: 'e.g. leavers@contoso.com',
				description:
					'Who gets the mail when no manager up the chain can: a user principal name, an object ID or a mail address of this tenant. Leave empty for nobody.',
			},
		],
		// An AI agent must not be able to close somebody's account by a tool call (docs/adr/0003).
		usableAsTool: undefined,
	};

	methods = {
		credentialTest: { testGraphCredential },
		listSearch: { searchEmployees },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeStep(this, {
			step: forwardEmail,
			optionsOf: (itemIndex) => ({
				fallbackRecipient: this.getNodeParameter('fallbackRecipient', itemIndex, ''),
			}),
		});
	}
}
