import { parseForm, typedIn, type FieldError } from '../http/form';
import { CASE_FIELDS, caseForm, type CaseWish } from '../offboardings/case-form';

const LONGEST = 5_000;

/** A list as it was typed or uploaded. */
export interface TypedList {
	readonly people: string;
	/** The other fields, as they are shown again. */
	readonly typed: Readonly<Record<string, string>>;
	readonly wish: CaseWish | null;
	readonly errors: readonly FieldError[];
}

/** @param text of the file, which counts before what was typed */
export function typedList(fields: unknown, text: string | null): TypedList {
	const body = fields as Record<string, unknown> | undefined;
	const people = text ?? (typeof body?.people === 'string' ? body.people : '');
	const form = parseForm(caseForm, fields);
	return {
		people,
		typed: { ...typedIn(fields, [...CASE_FIELDS, 'confirm'], LONGEST), people },
		wish: form.ok ? form.value : null,
		errors: form.ok ? [] : form.errors,
	};
}
