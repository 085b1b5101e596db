import type { PlannedTime } from '../../runner';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { CASE_FIELDS, caseForm, type CaseWish } from '../offboardings/case-form';
import { timeFrom } from '../schedules/schedule-time';

const LONGEST = 5_000;

/** A list as it was typed or uploaded. */
export interface TypedList {
	readonly people: string;
	/** The other fields, as they are shown again. */
	readonly typed: Readonly<Record<string, string>>;
	/** Null where something has to be put right. */
	readonly wish: CaseWish | null;
	/** When; null: now. */
	readonly time: PlannedTime | null;
	readonly errors: readonly FieldError[];
}

/** @param text of the file, which counts before what was typed */
export function typedList(fields: unknown, text: string | null, now: Date): TypedList {
	const body = fields as Record<string, unknown> | undefined;
	const people = text ?? (typeof body?.people === 'string' ? body.people : '');
	const typed = typedIn(fields, [...CASE_FIELDS, 'confirm', 'when', 'at', 'zone'], LONGEST);
	const { at = '', zone = '' } = typed;
	const later = typed.when === 'later' ? timeFrom({ at, zone }, now) : null;
	const form = parseForm(caseForm, fields);
	// In the order of the form: whoever goes through them goes down the page.
	const errors = [...(later?.ok === false ? [later.error] : []), ...(form.ok ? [] : form.errors)];
	return {
		...{ people, typed: { ...typed, people }, errors },
		wish: form.ok && errors.length === 0 ? form.value : null,
		time: later?.ok === true ? later.time : null,
	};
}
