import { fieldsOf } from '../graph/read';

/**
 * Values by name as they come from outside: an object, or its JSON as text. What is empty is left out.
 *
 * @param valueOf the value of a name; throws for an unknown name, or a value that is none
 * @param notAnObject what is thrown where it is neither
 * @returns null where nothing is left
 */
export function namedValuesIn<T>(
	given: unknown,
	valueOf: (name: string, value: unknown) => T,
	notAnObject: () => Error,
): Record<string, T> | null {
	const values = Object.entries(fieldsOf(parsed(given, notAnObject))).flatMap(([name, value]) => {
		if (value === null || value === undefined || value === '') return [];
		return [[name, valueOf(name, value)] as const];
	});
	return values.length === 0 ? null : Object.fromEntries(values);
}

function parsed(given: unknown, notAnObject: () => Error): unknown {
	if (typeof given !== 'string' || given.trim() === '') return given;
	try {
		const value: unknown = JSON.parse(given);
		if (value === null || (typeof value === 'object' && !Array.isArray(value))) return value;
	} catch {
		// Said below.
	}
	throw notAnObject();
}
