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
import { setOutOfOffice } from './setOutOfOffice.step';

export class SetOutOfOffice implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Set Out Of Office',
		name: 'setOutOfOffice',
		icon: { light: 'file:setOutOfOffice.svg', dark: 'file:setOutOfOffice.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["employee"]["value"] }}',
		description: 'Turn on automatic replies, inside and outside the company',
		defaults: { name: 'Set Out Of Office' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'offboardGraphApi', required: true, testedBy: 'testGraphCredential' }],
		properties: [
			employeeProperty,
			{
				displayName: 'Internal Message',
				name: 'internalMessage',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				description:
					'Plain text for colleagues. Leave empty for a sentence that names the manager.',
			},
			{
				displayName: 'External Message',
				name: 'externalMessage',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				description: 'Plain text for everybody else. Leave empty to use the internal message.',
			},
			{
				displayName: 'Ends At',
				name: 'endsAt',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-12-31T18:00:00Z',
				description:
					'When the replies stop: an ISO 8601 date and time with Z or an offset. Leave empty for replies without an end.',
			},
		],
		// An AI agent must not be able to change somebody's mailbox by a tool call (docs/adr/0003).
		usableAsTool: undefined,
	};

	methods = {
		credentialTest: { testGraphCredential },
		listSearch: { searchEmployees },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeStep(this, {
			step: setOutOfOffice,
			optionsOf: (itemIndex) => ({
				internalMessage: this.getNodeParameter('internalMessage', itemIndex, '') as string,
				externalMessage: this.getNodeParameter('externalMessage', itemIndex, '') as string,
				endsAt: this.getNodeParameter('endsAt', itemIndex, ''),
			}),
		});
	}
}
