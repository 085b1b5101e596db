/** An authenticator app. */
export interface SecondFactorRow {
	account_id: string;
	/** `pending` while it is set up, and asked for nowhere; `active` once a code of it was right. */
	state: string;
	/** Which key it is sealed with. */
	key_id: string;
	sealed_secret: string;
	/** The time step of the last code that was taken: it and older ones are taken no more. */
	last_step: number;
	begun_at: string;
	/** The recovery codes as long as they are shown, sealed; then null. */
	sealed_codes: string | null;
	codes_shown_until: string | null;
}

/** What lets somebody in who lost the app, once. */
export interface RecoveryCodeRow {
	account_id: string;
	code_hash: string;
}

/** A sign-in whose password was right and whose code is still to come. */
export interface PendingSignInRow {
	token_hash: string;
	account_id: string;
	expires_at: string;
}

/** How often something was tried in a window of time. */
export interface AttemptRow {
	key: string;
	count: number;
	window_ends_at: string;
}

/** Who signs in at Microsoft as whom: by tenant and object, never by an address. */
export interface MicrosoftIdentityRow {
	tenant_id: string;
	object_id: string;
	account_id: string;
	linked_at: string;
}

/** A way to Microsoft and back that is under way. */
export interface MicrosoftRoundTripRow {
	state_hash: string;
	/** Of the cookie of the browser that began it. */
	browser_hash: string;
	/** `signIn`, `link` or `join`. */
	purpose: string;
	/** The account to link, or the hash of the invitation's token. */
	subject: string | null;
	next: string;
	expires_at: string;
}

/** Somebody from Microsoft who has no account yet. Their mailbox is to be shown first. */
export interface MicrosoftSignUpRow {
	browser_hash: string;
	tenant_id: string;
	object_id: string;
	name: string;
	/** Null until they said where a mail reaches them. */
	email: string | null;
	mail_hash: string | null;
	expires_at: string;
}

/** What is kept of second factors and of Microsoft. */
export interface SignInSchema {
	second_factor: SecondFactorRow;
	recovery_code: RecoveryCodeRow;
	pending_sign_in: PendingSignInRow;
	attempt: AttemptRow;
	microsoft_identity: MicrosoftIdentityRow;
	microsoft_round_trip: MicrosoftRoundTripRow;
	microsoft_sign_up: MicrosoftSignUpRow;
}
