import { z } from 'zod/v4';
import type { Person } from '../../runner';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { timeFrom, type TimeAnswer } from '../schedules/schedule-time';
import { CASE_FIELDS, caseForm, type CaseWish } from './case-form';

/** A preview that was not read yet: the page that would show it sends this. */
export const NOT_SEEN = 'none';

/** How every form about one person is confirmed. */
export const confirmFields = {
	confirm: z.string().trim().default(''),
	preview: z.string().max(60).default(''),
	/** `preview`: of a page that shows one. Where it has none to send, none was read. */
	shows: z.string().max(20).default(''),
} as const;

/** What is wrong with the typed confirmation; null: it is the person's address. */
export function wrongAddress(typed: string, person: Person, nothing: string): FieldError | null {
	const address = person.userPrincipalName ?? person.id;
	if (typed.trim().toLowerCase() === address.toLowerCase()) return null;
	return { field: 'confirm', says: `That is not ${address}. ${nothing}` };
}

const startForm = z.object({
	user: z.uuid('Choose a person.'),
	when: z.enum(['now', 'later']).default('now'),
	at: z.string().max(40).default(''),
	zone: z.string().max(80).default(''),
	...confirmFields,
	/** Which template it was filled with: shown again, and nothing else. */
	template: z.string().max(60).default(''),
});

const FIELDS = [...Object.keys(startForm.shape), ...CASE_FIELDS];
const LONGEST = 5_000;

/** What is shown again where something has to be put right. */
export const typedOffboarding = (body: unknown) => typedIn(body, FIELDS, LONGEST);

/** A form that can be acted on. */
export interface NewOffboarding {
	readonly wish: CaseWish;
	/** Null: now. */
	readonly time: (TimeAnswer & { readonly ok: true })['time'] | null;
	/** The preview that was read, `none`, or empty where the form says nothing of it. */
	readonly preview: string;
}

/**
 * Checks the form by its schemas, the typed confirmation against the person, and the time against the clock.
 *
 * @returns what was asked for, or everything that has to be put right at once
 */
export function newOffboarding(
	body: unknown,
	person: Person,
	now: Date,
):
	| { readonly ok: true; readonly value: NewOffboarding }
	| {
			readonly ok: false;
			readonly errors: readonly FieldError[];
	  } {
	const start = parseForm(startForm, body);
	const about = parseForm(caseForm, body);
	const typed = typedIn(body, ['confirm', 'when', 'at', 'zone']);
	const { at = '', zone = '' } = typed;
	const later = typed.when === 'later' ? timeFrom({ at, zone }, now) : null;
	// In the order of the form: whoever goes through them goes down the page.
	const errors = later?.ok === false ? [later.error] : [];
	errors.push(...[start, about].flatMap((form) => (form.ok ? [] : form.errors)));
	const wrong = wrongAddress(typed.confirm ?? '', person, 'Nothing was started.');
	if (wrong) errors.push(wrong);
	if (!start.ok || !about.ok || errors.length > 0) return { ok: false, errors };
	const time = later?.ok === true ? later.time : null;
	const { preview, shows } = start.value;
	const read = preview === '' && shows === 'preview' ? NOT_SEEN : preview;
	return { ok: true, value: { wish: about.value, time, preview: read } };
}
