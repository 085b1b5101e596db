import type { IRunExecutionData } from 'n8n-workflow';
import { EngineError } from './errors';

/**
 * Refuses execution data in which nothing is left to run. n8n-core takes an empty stack for a finished run and
 * reports `success` without having run a single node, a waiting branch included.
 *
 * @throws EngineError
 */
export function refuseEmptyStack(data: Pick<IRunExecutionData, 'executionData'>): void {
	const stack = data.executionData?.nodeExecutionStack ?? [];
	if (stack.length > 0) return;
	throw new EngineError(
		'This saved run has nothing left to run, so going on would report a success that never happened.',
	);
}
