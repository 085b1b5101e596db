/** Graph's answers are somebody else's data: read field by field, never trusted to have the shape we hope for. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object, or an empty one. */
export function fieldsOf(value: unknown): Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Fields)
		: {};
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ID_NAME = /^id$|Id$/;

/**
 * A text field, or null when it is missing, empty or something else. An id that is a GUID comes in lower case: it is
 * the same in either, answers differ in it, and it is compared and looked up all over.
 */
export function textOf(fields: Fields, name: string): string | null {
	const value = fields[name];
	if (typeof value !== 'string' || value === '') return null;
	return ID_NAME.test(name) && GUID.test(value) ? value.toLowerCase() : value;
}

/** A true/false field, or null when it is missing or something else. */
export function flagOf(fields: Fields, name: string): boolean | null {
	const value = fields[name];
	return typeof value === 'boolean' ? value : null;
}

/** An array field's objects. */
export function listOf(fields: Fields, name: string): readonly Fields[] {
	const value = fields[name];
	return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** An array field's texts. */
export function textsOf(fields: Fields, name: string): readonly string[] {
	const value = fields[name];
	return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** `@odata.type` without `#microsoft.graph.`. */
export function typeOf(fields: Fields): string {
	return (textOf(fields, '@odata.type') ?? '').replace(/^#?microsoft\.graph\./, '');
}
