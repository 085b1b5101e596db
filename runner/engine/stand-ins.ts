import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

/**
 * The three built-in nodes a shipped workflow may hold. n8n's own live in a package of 88 dependencies; all they do
 * here is hand on what they were given.
 */
export const STAND_INS: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': passThrough('manualTrigger', 'Manual Trigger', []),
	'n8n-nodes-base.noOp': passThrough('noOp', 'No Operation', ['main']),
	'n8n-nodes-base.stickyNote': passThrough('stickyNote', 'Sticky Note', []),
};

function passThrough(name: string, displayName: string, inputs: 'main'[]): INodeType {
	return {
		description: {
			name,
			displayName,
			description: displayName,
			group: inputs.length === 0 ? ['trigger'] : ['transform'],
			version: 1,
			defaults: { name: displayName },
			inputs,
			outputs: name === 'stickyNote' ? [] : ['main'],
			properties: [],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return [this.getInputData()];
		},
	};
}
