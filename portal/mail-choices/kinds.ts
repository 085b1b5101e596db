import type { EndedMails } from '../ended-mails/ended-choice';

/** What of all mails somebody may do without, in the order in which it is asked. */
export const OPTIONAL_MAILS = ['ended', 'reminders', 'approvals', 'digest'] as const;

export type OptionalMail = (typeof OPTIONAL_MAILS)[number];

/** What a mail is about, for a sentence: "You get no more mails about …". */
export const ABOUT: Readonly<Record<OptionalMail, string>> = {
	ended: 'offboardings that have ended',
	reminders: 'offboardings that begin in a day',
	approvals: 'requests for approval',
	digest: 'the week in short',
};

/** Those that are sent or not; which ends are told has an answer more. */
export const SWITCHES = [
	{
		kind: 'reminders',
		column: 'reminder_mails',
		title: 'Reminders',
		says: 'A day before an offboarding that you scheduled begins.',
	},
	{
		kind: 'approvals',
		column: 'approval_mails',
		title: 'Requests for approval',
		says: 'When somebody asks for a second person. They wait on the first page either way.',
	},
	{
		kind: 'digest',
		column: 'digest_mails',
		title: 'The week in short',
		says: 'Mondays at 7: what ended, what needs a person, what is to come. None where there is nothing to say.',
	},
] as const;

export type Switch = (typeof SWITCHES)[number]['kind'];

/** What somebody wants. */
export type MailChoices = { readonly ended: EndedMails } & Readonly<Record<Switch, boolean>>;

/** What nobody can turn off: each of these is about a door that is open, or was opened. */
export const ALWAYS_SENT = [
	'Your password, your two-step sign-in and your account',
	'Offboardings that are held, so that somebody keeps their access',
	'What is not as recorded any more a day later, such as sign-in that is on again',
	'The answer to what you asked to be approved, and a rule about approvals that was turned off',
	'Automations that stopped, and the deletion of the organisation',
] as const;
