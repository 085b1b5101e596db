import { expect, it } from 'vitest';
import { refuseEmptyStack } from '../../../runner/engine/snapshot';

type Saved = NonNullable<Parameters<typeof refuseEmptyStack>[0]['executionData']>;

const nothing: Saved = {
	contextData: {},
	metadata: {},
	nodeExecutionStack: [],
	waitingExecution: {},
	waitingExecutionSource: null,
};

it('refuses a snapshot in which only a waiting branch is left', () => {
	const executionData: Saved = { ...nothing, waitingExecution: { Merge: { 0: { main: [null] } } } };
	expect(() => refuseEmptyStack({ executionData })).toThrow('nothing left to run');
});

it('refuses a snapshot without execution data', () => {
	expect(() => refuseEmptyStack({})).toThrow('nothing left to run');
});

it('lets a snapshot through that has a node to run', () => {
	const node: Saved['nodeExecutionStack'][number]['node'] = {
		id: '1',
		name: 'Wipe Devices',
		type: 'n8n-nodes-offboardiq.wipeDevices',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodeExecutionStack = [{ node, data: { main: [[{ json: {} }]] }, source: null }];
	expect(() =>
		refuseEmptyStack({ executionData: { ...nothing, nodeExecutionStack } }),
	).not.toThrow();
});
