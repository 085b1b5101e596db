import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { fieldsOf, graphPath, listOf, odataText, textOf } from '../graph';
import { PERMISSIONS } from '../step/permissions';
import { graphFor } from './credential';

const PAGE = '50';

/** What the field says where nobody changed it: whoever the item is about. */
export const EMPLOYEE_OF_ITEM = '={{ $json.employee.id }}';

/** The field with which every node of the pack is told whom it is about. */
export const employeeProperty: INodeProperties = {
	displayName: 'Employee',
	name: 'employee',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'id', value: EMPLOYEE_OF_ITEM },
	description: 'The person who leaves',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose an employee',
			typeOptions: { searchListMethod: 'searchEmployees', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 02bd9fd6-8f93-4758-87c3-1fb73740a315',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
						errorMessage: 'This is not an object ID. It has 36 characters',
					},
				},
			],
		},
		{
			displayName: 'By User Principal Name',
			name: 'upn',
			type: 'string',
			placeholder: 'e.g. anna@contoso.com',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^[^\\s@/]+@[^\\s@/]+$',
						errorMessage: 'This is not a user principal name such as anna@contoso.com',
					},
				},
			],
		},
	],
};

/**
 * Fills the list of employees. Names are not unique, so each is shown with its UPN.
 *
 * @param filter what was typed: the beginning of a name, UPN or mail address
 * @param paginationToken where the list goes on; only Graph's own next page is followed
 */
export async function searchEmployees(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const graph = await graphFor(this, { readOnly: true });
	const typed = odataText(filter?.trim() ?? '');
	const answer = await graph.page(
		{
			method: 'GET',
			path: graphPath`/users`,
			query: {
				$select: 'id,displayName,userPrincipalName',
				$top: PAGE,
				...(filter?.trim()
					? {
							$filter: `startsWith(displayName,${typed}) or startsWith(userPrincipalName,${typed}) or startsWith(mail,${typed})`,
						}
					: {}),
			},
			effect: 'read',
			permissions: PERMISSIONS.readUser,
		},
		paginationToken,
	);
	const body = fieldsOf(answer.body);
	const next = textOf(body, '@odata.nextLink');
	return {
		results: listOf(body, 'value').map((person) => ({
			name: `${textOf(person, 'displayName') ?? ''} (${textOf(person, 'userPrincipalName') ?? ''})`,
			value: textOf(person, 'id') ?? '',
		})),
		...(next === null ? {} : { paginationToken: next }),
	};
}
