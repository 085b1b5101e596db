import type { z } from 'zod/v4';

/** A field that can't stand as it is. */
export interface FieldError {
	readonly field: string;
	readonly says: string;
}

/** What came of a form: its values, or what is wrong with them. */
export type Parsed<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * Checks a form by its one schema. Fields the schema does not name are ignored, whatever they are called.
 *
 * @param body what was sent, however it looks
 */
export function parseForm<T>(schema: z.ZodType<T>, body: unknown): Parsed<T> {
	const parsed = schema.safeParse(typeof body === 'object' && body !== null ? body : {});
	if (parsed.success) return { ok: true, value: parsed.data };
	const errors = new Map<string, FieldError>();
	for (const { path, message } of parsed.error.issues) {
		const field = String(path[0] ?? '');
		if (!errors.has(field)) errors.set(field, { field, says: message });
	}
	return { ok: false, errors: [...errors.values()] };
}

/** What was typed, to be shown again. Passwords are not. @param longest characters of a field */
export function typedIn(
	body: unknown,
	fields: readonly string[],
	longest = 1_000,
): Record<string, string> {
	const values = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
	return Object.fromEntries(
		fields.map((field) => {
			const value = Object.hasOwn(values, field) ? values[field] : '';
			return [field, typeof value === 'string' ? value.slice(0, longest) : ''];
		}),
	);
}
