import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { fieldsOf, systemClock, textOf } from '../shared/graph';
import { nodeErrorOf } from '../shared/n8n/errors';
import { offboardingIn } from '../shared/n8n/input';
import { journalOf } from '../shared/n8n/runJournals';
import type { AuditCheckpoint } from '../shared/step/auditCheckpoint';
import { brokenOutcome, withStep } from '../shared/step/runStep';
import { makeComplianceRecord, type CompliancePdfOptions } from './compliancePdf';
import { signingWishOf, testSigningCredential } from './signing';

export class CompliancePdf implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Compliance PDF',
		name: 'compliancePdf',
		icon: { light: 'file:compliancePdf.svg', dark: 'file:compliancePdf.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["binaryProperty"] }}',
		description:
			'Draw and sign the record of an offboarding: every step, item, reason and request ID',
		defaults: { name: 'Compliance PDF' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				// The same as SIGNING_CREDENTIAL; n8n's lint reads it here.
				name: 'evidenceSigningApi',
				displayName: 'Sign With',
				required: false,
				testedBy: 'testSigningCredential',
			},
		],
		properties: [
			{
				displayName: 'Put Output File in Field',
				name: 'binaryProperty',
				type: 'string',
				default: 'data',
				required: true,
				hint: 'The name of the output binary field to put the file in',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Partner Name',
						name: 'partnerName',
						type: 'string',
						default: '',
						description: 'Printed together with the partner ID, and only when both are given',
					},
					{
						displayName: 'Partner ID (MPN)',
						name: 'partnerMpn',
						type: 'string',
						default: '',
						description: 'Your Microsoft AI Cloud Partner Program ID',
					},
				],
			},
		],
		// Writes a binary file and belongs at the end of a run, not in an agent's hands (docs/adr/0003).
		usableAsTool: undefined,
	};

	methods = { credentialTest: { testSigningCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const output: INodeExecutionData[] = [];
		for (let itemIndex = 0; itemIndex < items.length; itemIndex += 1) {
			try {
				output.push(await recordItem(this, itemIndex));
			} catch (error) {
				const shown = nodeErrorOf(this.getNode(), error, itemIndex);
				if (!this.continueOnFail()) throw shown;
				output.push(brokenItem(items[itemIndex]?.json ?? {}, error, shown, itemIndex));
			}
		}
		return [output];
	}
}

async function recordItem(node: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData> {
	const offboarding = offboardingIn(node.getInputData()[itemIndex]?.json ?? {});
	if (offboarding === null) {
		throw new NodeOperationError(node.getNode(), 'This item is not an offboarding', {
			description: 'Start the workflow with Look Up Employee; its item is what this node records.',
			itemIndex,
		});
	}
	const checkpoint = await checkpointOf(node);
	const signing = await signingWishOf(node, itemIndex);
	const options = { ...optionsOf(node, itemIndex), signing, checkpoint };
	const record = await makeComplianceRecord(offboarding, options, systemClock);
	const json = record.offboarding as unknown as IDataObject;
	const pairedItem = { item: itemIndex };
	if (record.file === null) return { json, pairedItem };
	const { bytes, name } = record.file;
	const given: unknown = node.getNodeParameter('binaryProperty', itemIndex, 'data');
	const property = typeof given === 'string' && given !== '' ? given : 'data';
	const binary = await node.helpers.prepareBinaryData(bytes, name, 'application/pdf');
	return { json, binary: { [property]: binary }, pairedItem };
}

/** A log that can't be read costs the record its mark in it, not the record. */
async function checkpointOf(node: IExecuteFunctions): Promise<AuditCheckpoint | null> {
	try {
		return (await journalOf(node.getExecutionId())?.auditCheckpoint()) ?? null;
	} catch {
		return null;
	}
}

function optionsOf(node: IExecuteFunctions, itemIndex: number): CompliancePdfOptions {
	const fields = fieldsOf(node.getNodeParameter('options', itemIndex, {}));
	const name = textOf(fields, 'partnerName');
	const mpn = textOf(fields, 'partnerMpn');
	return { partner: name !== null && mpn !== null ? { name, mpn } : null };
}

/** The run's own record says that there is no PDF. */
function brokenItem(
	json: IDataObject,
	error: unknown,
	shown: Error,
	itemIndex: number,
): INodeExecutionData {
	const offboarding = offboardingIn(json);
	const next = offboarding
		? withStep(offboarding, brokenOutcome('compliancePdf', error, new Date()))
		: { error: shown.message };
	return {
		json: { ...json, ...next },
		pairedItem: { item: itemIndex },
	};
}
