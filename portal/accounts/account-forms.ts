import { z } from 'zod/v4';
import { isPublicDomain, parseEmail } from './email-address';
import { MAX_PASSWORD, MIN_PASSWORD } from './passwords';

const text = (missing: string) => z.string({ error: missing });

/** A name as people write it: no control characters, no text direction tricks. */
export const nameField = (missing: string, most = 120) =>
	text(missing)
		.transform((value) => value.normalize('NFC').trim())
		.refine((value) => value !== '', missing)
		.refine((value) => value.length <= most, `At most ${most} characters.`)
		.refine(
			(value) => !/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\u2028\u2029]/u.test(value),
			'It has characters that can’t be shown.',
		);

export const emailField = text('Enter your work email.').transform((value, context) => {
	const email = parseEmail(value);
	if (email) return email;
	context.addIssue({
		code: 'custom',
		message: 'This is no mail address. It looks like name@company.com.',
	});
	return z.NEVER;
});

/** An address of a company: invitations are locked to its domain. */
export const workEmailField = emailField.refine((email) => !isPublicDomain(email.domain), {
	message: 'This is a private address. Use your company’s: invites are locked to its domain.',
});

export const newPasswordField = text('Enter a password.')
	.min(MIN_PASSWORD, `At least ${MIN_PASSWORD} characters.`)
	.max(MAX_PASSWORD, `At most ${MAX_PASSWORD} characters.`);

export const signUpForm = z.object({
	name: nameField('Enter your name.'),
	email: workEmailField,
	password: newPasswordField,
});

export const signInForm = z.object({
	email: emailField,
	password: text('Enter your password.').min(1, 'Enter your password.').max(MAX_PASSWORD),
});

export const forgotForm = z.object({ email: emailField });

export const resetForm = z.object({ password: newPasswordField });
