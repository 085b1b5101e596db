import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { ConnectionError } from '../shared/graph/connection';
import { GraphFailure, isForNow } from '../shared/graph/failure';
import { graphFor, testGraphCredential } from '../shared/n8n/credential';
import { employeeProperty, searchEmployees } from '../shared/n8n/employeeProperty';
import { nodeErrorOf } from '../shared/n8n/errors';
import { employeeKey } from '../shared/n8n/input';
import { journalOf } from '../shared/n8n/runJournals';
import { lookUpEmployee } from './lookUpEmployee';
import { accountsOf, requestOf, textParameter } from './parameters';

export class LookUpEmployee implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Look Up Employee',
		name: 'lookUpEmployee',
		icon: { light: 'file:lookUpEmployee.svg', dark: 'file:lookUpEmployee.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["employee"]["value"] }}',
		description: 'Find out who leaves, what they hold and what will not work. Reads only',
		defaults: { name: 'Look Up Employee' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'offboardGraphApi', required: true, testedBy: 'testGraphCredential' }],
		properties: [
			{ ...employeeProperty, default: { mode: 'list', value: '' } },
			{
				displayName: 'Manager',
				name: 'manager',
				type: 'string',
				default: '',
				placeholder: 'e.g. miriam@contoso.com',
				description:
					'Who takes over mail and groups: a user principal name or an object ID. Leave empty for the manager in the directory.',
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description:
					'Whether every later step only reads and says what it would do, without changing anything',
			},
			{
				displayName: 'Break-Glass Accounts',
				name: 'breakGlass',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. emergency@contoso.com',
				description:
					'Accounts that must never be offboarded: user principal names or object IDs, one a line. Whoever is on the list is refused before anything is changed.',
			},
			{
				displayName: 'Leaving Too',
				name: 'leaving',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. miriam@contoso.com',
				description:
					'Accounts that are offboarded at the same time: user principal names or object IDs, one a line. Mail and groups are never passed on to them, but to the next manager up the chain.',
			},
			{
				displayName: 'Record',
				name: 'record',
				type: 'collection',
				placeholder: 'Add Field',
				default: {},
				options: [
					{
						displayName: 'Case Facts (JSON)',
						name: 'caseFacts',
						type: 'string',
						typeOptions: { rows: 4 },
						default: '',
						placeholder:
							'{"effectiveEnd":"2026-11-27T18:00:00+01:00","effectiveEndZone":"Europe/Berlin"}',
						description:
							'What is known of the leaving itself, printed in the record: effectiveEnd, effectiveEndZone, reason, approvedBy, approvedAt, policy, lockOutTargetMinutes, owner, due and others. What is left out is "not recorded".',
					},
					{
						displayName: 'ID',
						name: 'id',
						type: 'string',
						default: '',
						description: 'What the record is called. Leave empty for one made of the execution.',
					},
					{
						displayName: 'Requested At',
						name: 'requestedAt',
						type: 'string',
						default: '',
						placeholder: 'e.g. 2026-11-20T17:04:31Z',
						description: 'When the offboarding was asked for, in UTC',
					},
					{
						displayName: 'Requested By',
						name: 'requestedBy',
						type: 'string',
						default: '',
						description: 'Who asked for the offboarding',
					},
					{
						displayName: 'Step Choices (JSON)',
						name: 'choices',
						type: 'string',
						typeOptions: { rows: 3 },
						default: '',
						placeholder: '{"devicePolicy":"retireAll","outOfOffice":"Write to it@contoso.com."}',
						description:
							'What the steps of the shipped workflow take from the item: devicePolicy (wipeCompany, retireAll or leave) and outOfOffice (plain text). What is left out is the default of the step.',
					},
					{
						displayName: 'Ticket',
						name: 'ticket',
						type: 'string',
						default: '',
						placeholder: 'e.g. HAL-20411',
						description: 'The ticket or HR case it belongs to',
					},
				],
			},
		],
		usableAsTool: true,
	};

	methods = {
		credentialTest: { testGraphCredential },
		listSearch: { searchEmployees },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const output: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < items.length; itemIndex += 1) {
			const run = journalOf(this.getExecutionId());
			try {
				const journal = run?.forStep(null) ?? null;
				const graph = await graphFor(this, { readOnly: true, journal }, itemIndex);
				// A run that goes on is about the devices and groups that were seen when it began.
				const offboarding =
					run?.resumed ??
					(await lookUpEmployee(graph, {
						user: employeeKey(this, itemIndex),
						manager: textParameter(this.getNodeParameter('manager', itemIndex, '')),
						request: {
							...requestOf(this, itemIndex),
							...(run?.only ? { only: run.only } : {}),
						},
						breakGlass: accountsOf(this, 'breakGlass', itemIndex),
						leaving: accountsOf(this, 'leaving', itemIndex),
					}));
				output.push({
					json: offboarding as unknown as IDataObject,
					pairedItem: { item: itemIndex },
				});
			} catch (error) {
				if (isPassing(error)) run?.notNow(error.message);
				const shown = nodeErrorOf(this.getNode(), error, itemIndex);
				if (!this.continueOnFail()) throw shown;
				output.push({ json: { error: shown.message }, pairedItem: { item: itemIndex } });
			}
		}
		return [output];
	}
}

/** True where the tenant could not be asked: an outage, or a connection that an admin has to repair. */
function isPassing(error: unknown): error is Error {
	return error instanceof ConnectionError || (error instanceof GraphFailure && isForNow(error));
}
