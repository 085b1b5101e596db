import type { Selectable } from 'kysely';

/** Something that waits for a second person, or did. */
export interface ApprovalTable {
	id: string;
	organisation_id: string;
	tenant_id: string;
	/** `offboarding`, `schedule` or `bulk`. */
	kind: string;
	/** `rule`: the organisation wants it each time; `many`: more than one person may decide about alone. */
	why: string;
	/** `waiting`, `approved`, `declined`, `withdrawn` or `expired`. */
	state: string;
	/** What there may be one of that waits; null once it waits no more. */
	open_key: string | null;
	people: number;
	/** The FrozenWish, byte for byte as it is started; emptied some time after it was decided. */
	wish_json: string;
	/** SHA-256 of `wish_json`, hex: what whoever approves has read. */
	wish_hash: string;
	/** An account's id, and the key of its address at that time. */
	asked_by: string;
	asked_email_key: string;
	asked_at: string;
	/** When it is scheduled for; null: it starts when it is approved. */
	due_at: string | null;
	/** Until when it may be approved; null: as long as it waits. */
	expires_at: string | null;
	/** When its time came and nobody had approved. */
	held_at: string | null;
	decided_by: string | null;
	decided_at: string | null;
	reason: string | null;
	/** The run, schedule or list that it became. */
	result_id: string | null;
}

export type ApprovalRow = Selectable<ApprovalTable>;

/** What an organisation fills its forms with. */
export interface OffboardingTemplateRow {
	id: string;
	organisation_id: string;
	name: string;
	/** 1 for the one that a new form begins with. */
	is_first: number;
	/** The fields of the form by name. */
	values_json: string;
	/** Raised by every change: a record names it. */
	version: number;
	changed_at: string;
}

/** That somebody was told of a schedule, so that nobody is told twice. */
export interface ScheduleNoticeRow {
	schedule_id: string;
	/** `reminder`, `planEnds`, `held`, `ended` or `checkBroken`. */
	kind: string;
	/** When it was due then: one that is moved is told of again. */
	due_at: string;
	organisation_id: string;
	told_at: string;
}

export interface ApprovalSchema {
	approval: ApprovalTable;
	offboarding_template: OffboardingTemplateRow;
	schedule_notice: ScheduleNoticeRow;
}
