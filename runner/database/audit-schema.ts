/** One audit log: its name, how long it is, and what holds for it. Its row is what appending waits for. */
export interface AuditLogRow {
	organisation: string;
	/** `offboardiq/INSTALLATION/ORGANISATION`: what its chain begins with and its checkpoints are about. */
	origin: string;
	/** The number of the last entry. */
	size: number;
	/** Days after which the personal data of ended runs is erased; null: never. */
	retention_days: number | null;
	/** 1 while nothing may be erased. */
	legal_hold: number;
}

/** One entry. The database refuses to change or delete it. See `ChainedEntry`. */
export interface AuditEntryRow {
	organisation: string;
	seq: number;
	ts: string;
	type: string;
	actor: string;
	subject: string | null;
	run: string | null;
	facts: string;
	body: string | null;
	prev: string;
	hash: string;
}

/** Whose log gets what is done in a tenant; one that is not in it belongs to nobody. */
export interface AuditTenantRow {
	tenant_id: string;
	organisation: string;
}

/** What the personal data of one run, schedule, account or invitation is encrypted with. */
export interface AuditSubjectRow {
	organisation: string;
	/** The run or schedule; `account/ID` and the like for others. */
	run: string;
	/** Random; what entries name. */
	id: string;
	/** Its key, sealed with the key of the data folder; null once it was erased. */
	sealed: string | null;
	/** Which key of the data folder that is. */
	key_id: string;
	created_at: string;
	erased_at: string | null;
}

/** A signed checkpoint. The database refuses to change or delete it. */
export interface AuditCheckpointRow {
	organisation: string;
	size: number;
	at: string;
	note: string;
}

/** A key that checkpoints are signed with; the one with the highest number signs. */
export interface AuditKeyRow {
	number: number;
	/** SPKI, base64. */
	public_key: string;
	/** PKCS#8, sealed with the key of the data folder; null for one that signs no more. */
	sealed: string | null;
	key_id: string;
	created_at: string;
}
