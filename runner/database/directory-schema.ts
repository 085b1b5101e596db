/** One person of one list: the whole tenant's, or that of one of its groups. Lists never mix. */
export interface DirectoryPersonRow {
	tenant_id: string;
	/** `tenant`, or the object id of the group. */
	scope: string;
	object_id: string;
	display_name: string | null;
	user_principal_name: string | null;
	mail: string | null;
	account_enabled: number | null;
	user_type: string | null;
	department: string | null;
	job_title: string | null;
	on_premises_sync_enabled: number | null;
	manager_id: string | null;
	/** A PersonKind, or `removed`. */
	kind: string;
	/** See `nameKey`: what lists are sorted by. */
	name_key: string;
	/** The same for lists that are sorted by department: see `departmentKey`. */
	department_key: string;
	/** The words to search by: see `foundBy`. */
	found: string;
	/** The full round that saw them last. */
	round: number;
	/** `changed` or `deleted` once the round under way said `@removed`; takes effect when the round ends. */
	gone: string | null;
	removed_at: string | null;
	appeared_at: string;
	changed_at: string;
}

/** How far the sync of a list got, and how the last one ended. */
export interface DirectorySyncRow {
	tenant_id: string;
	scope: string;
	/** What the links were made for; a link for other properties is of no use. */
	selection: string;
	/** The number of the last full round. */
	round: number;
	/** 1 when the round under way, or the last one, is a full one. */
	full: number;
	under_way: number;
	round_started_at: string;
	/** Where the round under way goes on. */
	next_link: string | null;
	/** Where the next incremental round starts; null: the next one is a full one. */
	delta_link: string | null;
	/** Of the round: pages written, people added, updated and removed. */
	pages: number;
	added: number;
	updated: number;
	removed: number;
	/** 1 for the people of a sandbox tenant. */
	simulated: number;
	/** `running` or a SyncStatus. */
	status: string;
	message: string | null;
	started_at: string;
	finished_at: string | null;
	/** When one was completed last. */
	completed_at: string | null;
	/** Counts what was seen of somebody outside of a sync. */
	seen_between: number;
}

/** A sync of a list that has ended. The last ones are kept. */
export interface DirectoryPastSyncRow {
	tenant_id: string;
	scope: string;
	started_at: string;
	finished_at: string;
	/** A SyncStatus. */
	status: string;
	full: number;
	added: number;
	updated: number;
	removed: number;
	/** In the list afterwards. */
	people: number;
	message: string | null;
}

/** Who syncs a tenant. Whoever lets it expire has lost it. */
export interface DirectoryLockRow {
	tenant_id: string;
	/** `host/process id/a random part`. */
	owner: string;
	taken_at: string;
	expires_at: string;
}
