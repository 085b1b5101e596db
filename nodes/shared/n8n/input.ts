import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { fieldsOf, textOf, type GraphClient } from '../graph';
import { employeeOf, readEmployee } from '../holdings/people';
import type { Employee, Offboarding } from '../step/offboarding';

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
 * The employee a step is about: the one that was looked up when the field names them, else read afresh. Steps are
 * addressed by the object id only.
 */
export async function employeeFor(
	node: IExecuteFunctions,
	graph: GraphClient,
	offboarding: Offboarding | null,
	itemIndex: number,
): Promise<Employee> {
	const key = employeeKey(node, itemIndex);
	if (offboarding && names(offboarding.employee, key)) return offboarding.employee;
	const { body } = await graph.send(readEmployee(key));
	const employee = employeeOf(body);
	if (employee === null || textOf(fieldsOf(body), 'id') === null) {
		throw new NodeOperationError(node.getNode(), `Microsoft Graph knows nobody as ${key}`, {
			itemIndex,
		});
	}
	return employee;
}

function names(employee: Employee, key: string): boolean {
	const wanted = key.toLowerCase();
	return (
		employee.id.toLowerCase() === wanted || employee.userPrincipalName.toLowerCase() === wanted
	);
}
