import type { Generated, Selectable } from 'kysely';

/** A connection that is kept so that work can be done later. Everything but the secret part is in clear. */
export interface ConnectionRow {
	id: string;
	/** The tenant's id, lower case; never one of its domains. */
	tenant_id: string;
	/** Tells connections of one tenant apart without naming the app: keyed hash of the client id, hex. */
	client_ref: string;
	cloud: string;
	graph_base_url: string;
	login_base_url: string;
	/** Which key it is sealed with. */
	key_id: string;
	/** Client id and credential, AES-256-GCM, base64. */
	sealed: string;
	/** Which list of people every night brings up to date: `tenant`, or the object id of a group. */
	directory_scope: string;
	created_at: string;
	updated_at: string;
}

/** When the people of a connection are synced, where somebody chose it. */
export interface OwnNightRow {
	connection_id: string;
	/** Such as `03:30`; null: not at night at all. */
	sync_at: string | null;
	/** IANA name. */
	zone: string;
	/** When it is next. */
	due_at: string | null;
	/** How often it was tried since the last one that worked. */
	tries: number;
}

/** One offboarding that was asked for at a later time. */
export interface ScheduleTable {
	/** What people see, e.g. SCH-2026-000012. */
	id: string;
	/** A ScheduleState. */
	state: string;
	/** Why it is in that state, in one line, where that is not plain. */
	reason: string | null;
	/** 1 while no other may be made for the same employee: until it ended. */
	active: number;
	connection_id: string;
	tenant_id: string;
	/** 1 for a tenant of the sandbox. */
	simulated: number;
	employee_id: string;
	/** The Identity that was found when it was made, or confirmed since. */
	employee_json: string;
	/** The Identity that was found instead, and that a person has to confirm. */
	found_json: string | null;
	/** As it was typed, `2026-12-24T18:00:00`. */
	wall_time: string;
	zone: string;
	/** `+01:00`, as it was resolved when it was saved. */
	utc_offset: string;
	/** `exact`, `gap` or `overlap`. */
	resolution: string;
	/** The instant, by the clock of the database. Resolved once; never again. */
	due_at: string;
	manager: string | null;
	break_glass_json: string;
	requested_by: string | null;
	/** Where the PDF goes, absolute; null: where the runner puts them. */
	report_folder: string | null;
	created_at: string;
	/** When a person said that it shall go on. */
	confirmed_at: string | null;
	fired_at: string | null;
	/** How often it fired: more than once only where a person confirmed it in between. */
	occurrence: number;
	run_id: string | null;
	ticket: Generated<string | null>;
	/** The CaseFacts that came with it; null: none. */
	case_json: Generated<string | null>;
	/** The StepChoices that came with it; null: none. */
	choices_json: Generated<string | null>;
	/** How many it is about, of a list of people; null: one person. */
	people: Generated<number | null>;
	/** The occurrence of a list that was claimed by somebody who knows what a list is. */
	claim_occurrence: Generated<number | null>;
	/** The list that it became. */
	bulk_id: Generated<string | null>;
}

/** One person of a list that is scheduled. */
export interface SchedulePersonTable {
	schedule_id: string;
	/** 0 for the first. */
	position: number;
	employee_id: string;
	/** The Identity that was found when it was made. */
	employee_json: string;
	manager: string | null;
	/** In place of that of the schedule; null: that of the schedule. */
	ticket: string | null;
	/** CaseFacts of this person, beside those of the schedule; null: none. */
	case_json: string | null;
	/** Who put them on the list once it was scheduled; null: whoever scheduled it. */
	requested_by: Generated<string | null>;
	/** When that was; null: they were on it from the beginning. */
	added_at: Generated<string | null>;
	/** When they were taken off it again; null: they are on it. */
	removed_at: Generated<string | null>;
	removed_by: Generated<string | null>;
}

/** A row of `schedule_person` as it is read. */
export type SchedulePersonRow = Selectable<SchedulePersonTable>;

/** A row of `schedule` as it is read. */
export type ScheduleRow = Selectable<ScheduleTable>;

/** A chore that is done every so often, by whichever process comes first. */
export interface SlotRow {
	name: string;
	due_at: string;
	started_at: string | null;
	ended_at: string | null;
	/** Why it failed the last time; null: it did not. */
	error: string | null;
	lease_owner: string | null;
	lease_until: string | null;
}
