import { z } from 'zod/v4';

const said = (missing: string) =>
	z.string().trim().min(3, missing).max(500, 'At most 500 characters.');

const reason = said('Say why: it is kept with the record.');

/** What somebody saw of a wipe whose answer was lost. */
export const wipeForm = z.object({
	decision: z.enum(['wiped', 'leave', 'send'], 'Choose what you saw.'),
	reason,
	confirm: z.string().trim().max(400).default(''),
});

/** How somebody dealt with what a run left open. */
export const dealtForm = z.object({
	reason: said('Say what was done, or why it may stay: it is kept with the record.'),
});

/** Another try: whom it is about is typed, as at the start. */
export const againForm = z.object({
	reason: z.string().trim().max(500, 'At most 500 characters.').default(''),
	confirm: z.string().trim().max(400).default(''),
});

/** What people call a device: its name, without who owns it. */
export const deviceName = (device: string): string => device.replace(/, [^,]*$/, '');

/** Typed as it is written, but for letter case and spaces at its ends. */
export const isTyped = (typed: string, wanted: string): boolean =>
	typed.trim().toLowerCase() === wanted.trim().toLowerCase();
