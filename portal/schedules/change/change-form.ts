import { z } from 'zod/v4';
import type { Person } from '../../../runner';
import { parseForm, typedIn, type Parsed } from '../../http/form';
import { CASE_FIELDS, caseForm, type CaseWish } from '../../offboardings/case-form';
import { confirmFields, wrongAddress } from '../../offboardings/new-form';

const changeForm = z.object({
	...confirmFields,
	/** Which state of the schedule it was filled from. */
	version: z.string().max(80).default(''),
});

const FIELDS = [...Object.keys(changeForm.shape), ...CASE_FIELDS];

/** What is shown again where something has to be put right. */
export const typedChange = (body: unknown) => typedIn(body, FIELDS, 5_000);

/** A change that can be acted on. */
export interface WantedChange {
	readonly wish: CaseWish;
	readonly preview: string;
	readonly version: string;
}

/** Checks the form of a change: that of a new offboarding but for the time, and confirmed as one. */
export function wantedChange(body: unknown, person: Person): Parsed<WantedChange> {
	const change = parseForm(changeForm, body);
	const about = parseForm(caseForm, body);
	const errors = [change, about].flatMap((form) => (form.ok ? [] : form.errors));
	const wrong = wrongAddress(typedChange(body).confirm ?? '', person, 'Nothing was changed.');
	if (wrong) errors.push(wrong);
	if (!change.ok || !about.ok || wrong) return { ok: false, errors };
	const { preview, version } = change.value;
	return { ok: true, value: { wish: about.value, preview, version } };
}
