import type { Person, Place, Runner } from '../../runner';
import type { Column } from '../http/columns';

/**
 * What the managers of some people are called, by their object ids, where a column says it. Whoever is not in the list
 * any more has no name.
 */
export async function managersOf(
	{ directory }: Pick<Runner, 'directory'>,
	place: Place,
	columns: readonly Pick<Column, 'key'>[],
	people: readonly Person[],
): Promise<ReadonlyMap<string, string>> {
	if (!columns.some(({ key }) => key === 'manager')) return new Map();
	const ids = new Set(people.flatMap(({ managerId }) => managerId ?? []));
	const found = await Promise.all([...ids].map((id) => directory.person(place, id)));
	return new Map(
		found
			.filter((person) => person !== null)
			.map(({ id, displayName, userPrincipalName }) => [
				id,
				displayName ?? userPrincipalName ?? id,
			]),
	);
}
