import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { GraphFailure } from '../graph';

/**
 * An error as n8n shows it: our plain message, and what to do or look for below it. Holds no body, header or token.
 */
export function nodeErrorOf(node: INode, error: unknown, itemIndex: number): Error {
	if (error instanceof GraphFailure) {
		const facts: JsonObject = { message: error.message, code: error.code };
		return new NodeApiError(node, facts, {
			message: error.message,
			description: descriptionOf(error),
			itemIndex,
			...(error.status === null ? {} : { httpCode: String(error.status) }),
		});
	}
	const message = error instanceof Error ? error.message : 'Something unexpected was thrown.';
	return new NodeOperationError(node, message, { itemIndex });
}

function descriptionOf(failure: GraphFailure): string {
	const id = failure.requestId === null ? '' : `, request-id ${failure.requestId}`;
	return `Graph code ${failure.code}${id}`;
}
