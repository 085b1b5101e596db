import {
	fieldsOf,
	graphPath,
	listOf,
	odataText,
	textOf,
	type GraphClient,
	type GraphRequest,
} from '../shared/graph';
import { enumerate } from '../shared/step/counting';
import { PERMISSIONS } from '../shared/step/permissions';
import { LookUpError } from './lookUpError';

const MOST_SUGGESTED = 5;
const LONGEST_QUOTED = 120;
/** Nobody types one: it was chosen from a list, when the account was still there. */
const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Nobody is chosen by name: names are not unique, and what follows can't be undone. But whoever typed one is told whom
 * it could mean.
 *
 * @returns the error to throw; it names the people whose name or mail address was typed
 * @throws GraphFailure when the directory can't be searched
 */
export async function findByOther(graph: GraphClient, text: string): Promise<LookUpError> {
	if (text === '') {
		return new LookUpError('No employee is named. Give a user principal name or an object id.');
	}
	const quoted = text.length > LONGEST_QUOTED ? `${text.slice(0, LONGEST_QUOTED)}…` : text;
	const result = await graph.attempt(search(text));
	// Not being allowed to search is no reason to say that there is nobody.
	if (!result.ok) throw result.failure;
	const people = listOf(fieldsOf(result.body), 'value');
	const names = people.map((person) => textOf(person, 'userPrincipalName') ?? '').filter(Boolean);
	if (names.length === 0) {
		const next = OBJECT_ID.test(text)
			? 'If it was there before, it has been deleted: see Deleted users in the Entra admin center.'
			: 'Give the user principal name (such as anna@contoso.com) or the object id.';
		return new LookUpError(`There is no user ${quoted} in this tenant. ${next}`);
	}
	if (names.length === 1) {
		return new LookUpError(
			`There is no user principal name ${quoted}. Did you mean ${names[0] ?? ''}? Name the person by that.`,
		);
	}
	return new LookUpError(
		`${quoted} fits ${names.length} people: ${enumerate(names)}. Name one by user principal name or object id.`,
	);
}

/** @see https://learn.microsoft.com/graph/api/user-list */
function search(text: string): GraphRequest {
	const literal = odataText(text);
	return {
		method: 'GET',
		path: graphPath`/users`,
		query: {
			$filter: `displayName eq ${literal} or mail eq ${literal}`,
			$select: 'id,displayName,userPrincipalName',
			$top: String(MOST_SUGGESTED),
		},
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}
