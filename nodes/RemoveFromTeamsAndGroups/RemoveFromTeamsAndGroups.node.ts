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
import { lastLook } from './lastLook';
import { removeFromTeams } from './removeFromTeamsAndGroups.step';

export class RemoveFromTeamsAndGroups implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Remove From Teams And Groups',
		name: 'removeFromTeamsAndGroups',
		icon: {
			light: 'file:removeFromTeamsAndGroups.svg',
			dark: 'file:removeFromTeamsAndGroups.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["employee"]["value"] }}',
		description: 'Pass ownership on, then take a leaver out of teams and groups',
		defaults: { name: 'Remove From Teams And Groups' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'offboardGraphApi', required: true, testedBy: 'testGraphCredential' }],
		properties: [
			employeeProperty,
			{
				displayName: 'Successor',
				name: 'successor',
				type: 'string',
				default: '',
				placeholder: 'name@example.com',
				description:
					'User principal name or object ID of who takes over what the employee is the last owner of. Leave empty for the manager.',
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
			step: removeFromTeams,
			optionsOf: (itemIndex) => {
				const successor = this.getNodeParameter('successor', itemIndex, '');
				const named = typeof successor === 'string' ? successor.trim() : '';
				return { successor: named === '' ? null : named };
			},
			afterwards: lastLook,
		});
	}
}
