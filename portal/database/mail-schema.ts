import type { Generated } from 'kysely';

/** A mail to be sent, written in the transaction that is its reason. */
export interface OutgoingMailRow {
	id: string;
	recipient: string;
	subject: string;
	text: string;
	created_at: string;
	sent_at: string | null;
	attempts: number;
	next_attempt_at: string;
	last_error: string | null;
	/** Where it can be stopped without signing in; null for what nobody can stop. */
	stop_url: Generated<string | null>;
	/** Whose members alone may get it; null: it is about the account itself. */
	organisation_id: Generated<string | null>;
}

/** A week of which an organisation was told, or that had nothing to tell: `2026-11-30`, its Monday. */
export interface DigestRow {
	organisation_id: string;
	week: string;
}

/** Who was told of a week. */
export interface DigestMailRow {
	account_id: string;
	week: string;
}

/** The tables of what is mailed. */
export interface MailSchema {
	outgoing_mail: OutgoingMailRow;
	digest: DigestRow;
	digest_mail: DigestMailRow;
}
