import { badRequest } from '../http/graph-error';
import { PROPERTIES } from './properties';

/** A type whose properties the sandbox knows, and which of them come without `$select`. */
export type EntityType = keyof typeof PROPERTIES | 'directoryObject';

/** What Graph returns of a user when nothing is selected; accountEnabled is not among it. */
const USER_DEFAULTS = [
	'id',
	'businessPhones',
	'displayName',
	'givenName',
	'jobTitle',
	'mail',
	'mobilePhone',
	'officeLocation',
	'preferredLanguage',
	'surname',
	'userPrincipalName',
];

/** Mixed lists (memberOf, owners) take any property of the types that can be in them. */
const DIRECTORY_OBJECT: readonly string[] = [
	...PROPERTIES.user,
	...PROPERTIES.group,
	...PROPERTIES.device,
	...PROPERTIES.directoryRole,
	...PROPERTIES.administrativeUnit,
	...PROPERTIES.application,
	...PROPERTIES.servicePrincipal,
];

function isUser(item: object, entity: EntityType): boolean {
	const type = (item as Record<string, unknown>)['@odata.type'];
	return entity === 'user' || (entity === 'directoryObject' && type === '#microsoft.graph.user');
}

/**
 * Cuts an object down to what was selected.
 * @param select - null for the type's default set. Annotations (`@…`) always stay.
 * @throws GraphError 400 for a property the type doesn't have.
 */
export function project(
	item: object,
	entity: EntityType,
	select: readonly string[] | null,
): Record<string, unknown> {
	const wanted = wantedNames(select ?? (isUser(item, entity) ? USER_DEFAULTS : null), entity);
	const shown: Record<string, unknown> = {};
	const all = item as Record<string, unknown>;
	// Without a pair for each property: a page of the change feed has a thousand rows.
	for (const name of Object.keys(all)) {
		if (wanted.has(name) || name.includes('@')) shown[name] = all[name];
	}
	return shown;
}

/** A page asks with the same list for each of its rows. */
const checked = new WeakMap<readonly string[], Map<EntityType, ReadonlySet<string>>>();

function wantedNames(select: readonly string[] | null, entity: EntityType): ReadonlySet<string> {
	const known = entity === 'directoryObject' ? DIRECTORY_OBJECT : PROPERTIES[entity];
	const list = select ?? known;
	const before = checked.get(list) ?? new Map<EntityType, ReadonlySet<string>>();
	checked.set(list, before);
	const found = before.get(entity);
	if (found) return found;
	for (const name of list) {
		if (name !== '*' && !known.includes(name)) {
			throw badRequest(
				`Could not find a property named '${name}' on type 'microsoft.graph.${entity}'.`,
				'BadRequest',
			);
		}
	}
	const names = new Set(list.includes('*') ? known : list);
	before.set(entity, names);
	return names;
}
