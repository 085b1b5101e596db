import type { IExecuteFunctions } from 'n8n-workflow';
import { fieldsOf } from '../shared/graph';
import { accountsIn } from '../shared/step/accountList';
import { caseFactsIn } from '../shared/step/caseFacts';
import type { OffboardingRequest } from '../shared/step/offboarding';
import { stepChoicesIn } from '../shared/step/stepChoices';

/** A text parameter, or null when it was left empty or an expression gave nothing. */
export function textParameter(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/**
 * The accounts in a field with one a line.
 * @throws AccountListError
 */
export function accountsOf(
	node: IExecuteFunctions,
	field: 'breakGlass' | 'leaving',
	itemIndex: number,
): readonly string[] {
	const text = textParameter(node.getNodeParameter(field, itemIndex, '')) ?? '';
	return accountsIn(text, field === 'leaving' ? 'list of who is leaving too' : undefined);
}

/**
 * What was asked for, from the node's fields; what was left empty is filled from the execution.
 * @throws CaseFactsError, StepChoicesError
 */
export function requestOf(node: IExecuteFunctions, itemIndex: number): OffboardingRequest {
	const record = fieldsOf(node.getNodeParameter('record', itemIndex, {}));
	const caseFacts = caseFactsIn(record['caseFacts']);
	const choices = stepChoicesIn(record['choices']);
	return {
		id: textParameter(record['id']) ?? `N8N-${node.getExecutionId()}-${itemIndex + 1}`,
		dryRun: node.getNodeParameter('dryRun', itemIndex, false) === true,
		requestedBy: textParameter(record['requestedBy']),
		ticket: textParameter(record['ticket']),
		requestedAt: textParameter(record['requestedAt']) ?? new Date().toISOString(),
		...(caseFacts === null ? {} : { caseFacts }),
		...(choices === null ? {} : { choices }),
	};
}
