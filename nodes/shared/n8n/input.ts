import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { fieldsOf, sameId, textOf, type GraphClient } from '../graph';
import { employeeOf, readEmployee } from '../holdings/people';
import type { Employee, Offboarding } from '../step/offboarding';
import { EMPLOYEE_OF_ITEM } from './employeeProperty';

/** The offboarding an item carries, when it came from Look Up Employee. */
export function offboardingIn(json: IDataObject): Offboarding | null {
	return json['schema'] === 'offboardiq.offboarding/1' ? (json as unknown as Offboarding) : null;
}

/** What the Employee field of a node says: an object id or a UPN. */
export function employeeKey(node: IExecuteFunctions, itemIndex: number): string {
	const value: unknown = node.getNodeParameter('employee', itemIndex, '', { extractValue: true });
	if (typeof value !== 'string' || value.trim() === '') {
		throw new NodeOperationError(node.getNode(), 'No employee is chosen', {
			description: 'Choose one from the list, or give an object ID or a user principal name.',
			itemIndex,
		});
	}
	return value.trim();
}

/**
 * The employee a step is about: the one that was looked up, or read afresh where there was no look-up. Steps are
 * addressed by the object id only.
 *
 * @throws NodeOperationError when the field names somebody else than the item is about
 */
export async function employeeFor(
	node: IExecuteFunctions,
	graph: GraphClient,
	offboarding: Offboarding | null,
	itemIndex: number,
): Promise<Employee> {
	const known = offboarding?.employee ?? null;
	// What it would come to is known, and n8n takes as long to work it out as to send a request.
	if (known && isOfItem(node)) return known;
	const key = employeeKey(node, itemIndex);
	if (known && names(known, key)) return known;
	const { body } = await graph.send(readEmployee(key));
	const employee = employeeOf(body);
	if (employee === null || textOf(fieldsOf(body), 'id') === null) {
		throw new NodeOperationError(node.getNode(), `Microsoft Graph knows nobody as ${key}`, {
			itemIndex,
		});
	}
	if (known === null) return employee;
	if (sameId(known.id, employee.id)) return known;
	// What was looked up, manager and devices included, is somebody else's: nothing good can come of mixing them.
	throw new NodeOperationError(
		node.getNode(),
		`This item is the offboarding of ${known.userPrincipalName}, but the node is set to ${employee.userPrincipalName}`,
		{
			description:
				'Leave Employee at its default, or start a look-up of its own. Nothing was changed.',
			itemIndex,
		},
	);
}

function isOfItem(node: IExecuteFunctions): boolean {
	const field = fieldsOf(node.getNode().parameters['employee']);
	return field['value'] === EMPLOYEE_OF_ITEM && field['mode'] === 'id';
}

function names(employee: Employee, key: string): boolean {
	const wanted = key.toLowerCase();
	return (
		employee.id.toLowerCase() === wanted || employee.userPrincipalName.toLowerCase() === wanted
	);
}
