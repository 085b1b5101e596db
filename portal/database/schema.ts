import type { Kysely, Generated } from 'kysely';
import type { ApprovalSchema } from './approval-schema';
import type { AutomationSchema } from './automation-schema';
import type { BillingSchema } from './billing-schema';
import type { LicenceSchema } from './licence-schema';
import type { MailSchema } from './mail-schema';
import type { SavedViewSchema } from './saved-view-schema';
import type { SignInSchema } from './sign-in-schema';

/** A person who can sign in. */
export interface AccountRow {
	id: string;
	name: string;
	/** As it was given, for people. */
	email: string;
	/** One for each person: see `EmailAddress.key`. */
	email_key: string;
	/** argon2id; null for somebody who signs in at Microsoft only. */
	password_hash: string | null;
	email_verified_at: string | null;
	created_at: string;
	/** Of which offboardings that ended they get mails: `needs`, `all` or `none`. */
	ended_mails: Generated<string>;
	/** 1 for whoever wants them. */
	reminder_mails: Generated<number>;
	approval_mails: Generated<number>;
	digest_mails: Generated<number>;
	/** What the links that stop mails are signed with; null until there is one. */
	mail_key: Generated<string | null>;
}

/** One browser that is signed in. The cookie holds random bytes, this table their SHA-256. */
export interface SessionRow {
	id_hash: string;
	account_id: string;
	/** The organisation's tenant that is worked in; null: the first. */
	tenant_id: string | null;
	created_at: string;
	last_seen_at: string;
	/** The end whatever happens. */
	expires_at: string;
	ip: string;
	user_agent: string;
	/** 1 when a second factor was shown in this session. */
	passed_mfa: Generated<number>;
}

/** A link in a mail, single use: `verify`, `reset`. */
export interface OneTimeTokenRow {
	token_hash: string;
	purpose: string;
	account_id: string;
	expires_at: string;
}

/** A customer. */
export interface OrganisationRow {
	id: string;
	name: string;
	/** ASCII form of the domain that invitations are locked to, from the founder's verified address. */
	domain: string;
	/** Raised by whatever must not race with another change of the same organisation. */
	version: number;
	/** `organisation`, `team`, `connect` or `done`: where the wizard goes on. */
	wizard_step: string;
	trial_ends_at: string;
	created_at: string;
	/** 1 when its members need a second factor. */
	requires_mfa: Generated<number>;
	/** 1 when a second person approves every offboarding. */
	requires_approval: Generated<number>;
	/** Stripe's id of the plan that counts; null: none was bought yet. */
	subscription_id: Generated<string | null>;
}

/** Who belongs to an organisation, and as what. */
export interface MemberRow {
	organisation_id: string;
	account_id: string;
	/** A Role. */
	role: string;
	joined_at: string;
}

/** Somebody who was asked to join. */
export interface InvitationRow {
	id: string;
	organisation_id: string;
	email: string;
	email_key: string;
	role: string;
	/** `pending`, `accepted` or `revoked`. */
	status: string;
	token_hash: string;
	invited_by: string;
	created_at: string;
	expires_at: string;
}

/** A Microsoft 365 tenant of an organisation. A tenant belongs to one organisation at a time. */
export interface TenantRow {
	tenant_id: string;
	organisation_id: string;
	name: string;
	domain: string;
	/** The runner's connection; a sandbox gets its hosts anew at each start. */
	connection_id: string | null;
	/** Object id of the security group whose people are synced; null: the whole tenant. */
	scope_group: string | null;
	simulated: number;
	/** Which colour and mark: counted from 0 within the organisation. */
	mark: number;
	created_at: string;
}

/** Wrong passwords, so that guessing fills no log. */
export interface RefusedSignInRow {
	account_id: string;
	/** When the log was told of some last; null: never. */
	told_at: string | null;
	/** How many since then. */
	untold: number;
}

/** Somebody whom a trial or plan covers. */
export interface CoveredEmployeeRow {
	organisation_id: string;
	tenant_id: string;
	employee_id: string;
	simulated: number;
	covered_at: string;
}

/** An organisation that is to be deleted. */
export interface DeletionRow {
	organisation_id: string;
	/** An account's id. */
	asked_by: string;
	asked_at: string;
	due_at: string;
}

/** A consent at Microsoft that was begun and not ended; single use. */
export interface ConsentAttemptRow {
	state_hash: string;
	/** `consent` or `proof`. */
	step: string;
	session_id: string;
	organisation_id: string;
	scope_group: string | null;
	/** Of the proof: the tenant it is about, and what has to come back. */
	tenant_id: string | null;
	nonce: string | null;
	verifier: string | null;
	expires_at: string;
}

export type { DigestRow, OutgoingMailRow } from './mail-schema';
export type { SavedViewRow } from './saved-view-schema';

/** The portal's own tables, in the database of the runner. */
export interface PortalSchema
	extends
		SignInSchema,
		ApprovalSchema,
		AutomationSchema,
		SavedViewSchema,
		LicenceSchema,
		MailSchema,
		BillingSchema {
	account: AccountRow;
	session: SessionRow;
	one_time_token: OneTimeTokenRow;
	organisation: OrganisationRow;
	member: MemberRow;
	invitation: InvitationRow;
	tenant: TenantRow;
	covered_employee: CoveredEmployeeRow;
	consent_attempt: ConsentAttemptRow;
	refused_sign_in: RefusedSignInRow;
	deletion: DeletionRow;
}

/** What a query takes first: the database, or the transaction it is called in. */
export type Queries = Kysely<PortalSchema>;
