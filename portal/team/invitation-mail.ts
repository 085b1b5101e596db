import type { PortalConfig } from '../config';
import type { Mail } from '../mail/outbox';

export function invitationMail(
	{ publicUrl }: PortalConfig,
	to: string,
	token: string,
	words: { readonly by: string; readonly organisation: string },
): Mail {
	return {
		recipient: to,
		subject: `Join ${words.organisation} on OffboardIQ`,
		text: `${words.by} invites you to ${words.organisation} on OffboardIQ. Join within 7 days:\n\n${publicUrl}/join/${token}\n\nIf you don't know what this is about, do nothing.`,
	};
}
