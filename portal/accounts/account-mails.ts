import type { PortalConfig } from '../config';
import type { Mail } from '../mail/outbox';

/** Links carry their token in the path, and are used by a button on the page: mail scanners open links too. */
export const verifyMail = ({ publicUrl }: PortalConfig, to: string, token: string): Mail => ({
	recipient: to,
	subject: 'Confirm your address for OffboardIQ',
	text: `Somebody created an OffboardIQ account with this address. If it was you, confirm it here within 24 hours:\n\n${publicUrl}/auth/verify/${token}\n\nIf it was not you, do nothing: the account can't be used to invite anybody.`,
});

export const resetMail = ({ publicUrl }: PortalConfig, to: string, token: string): Mail => ({
	recipient: to,
	subject: 'A new password for OffboardIQ',
	text: `Somebody asked for a new password for this address. Choose one here within 30 minutes:\n\n${publicUrl}/auth/reset/${token}\n\nIf it was not you, do nothing: the old one keeps working.`,
});

/** For somebody who came from Microsoft: the address is theirs when they can open this. */
export const microsoftMail = ({ publicUrl }: PortalConfig, to: string, token: string): Mail => ({
	recipient: to,
	subject: 'Confirm your address for OffboardIQ',
	text: `Somebody signed in at Microsoft and gave this address for their OffboardIQ account. If it was you, open this within 24 hours in the browser in which you began:\n\n${publicUrl}/auth/microsoft/confirm/${token}\n\nIf it was not you, do nothing: no account is made.`,
});

/** Whoever signs up with an address that is taken learns it from their mailbox, nobody else does. */
export const alreadyMail = ({ publicUrl }: PortalConfig, to: string): Mail => ({
	recipient: to,
	subject: 'You have an OffboardIQ account already',
	text: `Somebody tried to create an OffboardIQ account with this address, and there is one. Sign in, or choose a new password, here:\n\n${publicUrl}/auth/signin\n\nIf it was not you, there is nothing to do.`,
});

export const changedMail = ({ publicUrl }: PortalConfig, to: string): Mail => ({
	recipient: to,
	subject: 'Your OffboardIQ password was changed',
	text: `The password of your account was changed, and all other browsers were signed out. If it was not you, ask for a new one at once:\n\n${publicUrl}/auth/forgot`,
});

export const deletedMail = ({ publicUrl }: PortalConfig, to: string): Mail => ({
	recipient: to,
	subject: 'Your OffboardIQ account was deleted',
	text: `The account of this address at ${publicUrl} was deleted, with everything that was kept of it, and every browser was signed out. If it was not you, tell an Owner of your organisation.`,
});

const FACTOR_WORDS = {
	on: 'Two-step sign-in was turned on for your account, and every other browser was signed out.',
	off: 'Two-step sign-in was turned off for your account, and every other browser was signed out.',
	codes: 'New recovery codes were made for your account. The old ones no longer work.',
} as const;

/** What became of somebody's second factor. Their own mailbox is where a thief can't keep them from learning it. */
export const factorMail = (
	{ publicUrl }: PortalConfig,
	to: string,
	what: keyof typeof FACTOR_WORDS,
): Mail => ({
	recipient: to,
	subject: 'Two-step sign-in of your OffboardIQ account',
	text: `${FACTOR_WORDS[what]} If it was not you, choose a new password at once, and tell an Owner of your organisation:\n\n${publicUrl}/auth/forgot`,
});
