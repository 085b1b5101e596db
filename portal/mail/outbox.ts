import { randomUUID } from 'node:crypto';
import type { Queries } from '../database/schema';
import { isStillTheirs } from './still-member';

/** A mail to one person, as plain text. */
export interface Mail {
	readonly recipient: string;
	readonly subject: string;
	/** Paragraphs; a link stands alone in its line. */
	readonly text: string;
	/** Where it can be stopped without signing in, an address of ours; left out for what nobody can stop. */
	readonly stopUrl?: string;
	/** Whose members alone may get it, now and when it is sent; left out for what is about the account itself. */
	readonly organisationId?: string;
}

/** Puts a mail into the outbox, in the transaction that is its reason: what was not done is not written about. */
export async function post(tx: Queries, mail: Mail, at: Date): Promise<void> {
	const { recipient, organisationId = null } = mail;
	if (!(await isStillTheirs(tx, { recipient, organisationId }))) return;
	await tx
		.insertInto('outgoing_mail')
		.values({
			id: randomUUID(),
			...{ recipient, organisation_id: organisationId },
			// A header is one line, whatever an organisation is called.
			subject: oneLine(mail.subject),
			text: mail.text,
			created_at: at.toISOString(),
			sent_at: null,
			attempts: 0,
			next_attempt_at: at.toISOString(),
			last_error: null,
			stop_url: mail.stopUrl ?? null,
		})
		.execute();
}

const oneLine = (text: string): string =>
	text
		.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
		.trim()
		.slice(0, 200);
