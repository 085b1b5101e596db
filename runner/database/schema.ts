import type {
	AuditCheckpointRow,
	AuditEntryRow,
	AuditKeyRow,
	AuditLogRow,
	AuditSubjectRow,
	AuditTenantRow,
} from './audit-schema';
import type {
	DirectoryLockRow,
	DirectoryPastSyncRow,
	DirectoryPersonRow,
	DirectorySyncRow,
} from './directory-schema';
import type { Generated, Selectable } from 'kysely';
import type {
	AdministratorGuardRow,
	BulkMemberRow,
	BulkTable,
	LeavingAdministratorRow,
	PauseRow,
} from './bulk-schema';
import type { AddendumRow } from './addendum-schema';
import type {
	ConnectionRow,
	OwnNightRow,
	SchedulePersonTable,
	ScheduleTable,
	SlotRow,
} from './schedule-schema';
import type { FollowUpRow } from './follow-up-schema';
import type { UndoEffectRow, UndoTable } from './undo-schema';

/** The tables as rows. Times are ISO 8601 UTC text, booleans 0 or 1, `json` columns are JSON text. */
export interface Schema {
	run: RunTable;
	step: StepRow;
	run_event: RunEventRow;
	run_number: RunNumberRow;
	directory_person: DirectoryPersonRow;
	directory_sync: DirectorySyncRow;
	directory_lock: DirectoryLockRow;
	directory_past_sync: DirectoryPastSyncRow;
	effect: EffectRow;
	device_claim: DeviceClaimRow;
	pause: PauseRow;
	bulk: BulkTable;
	bulk_member: BulkMemberRow;
	leaving_administrator: LeavingAdministratorRow;
	administrator_guard: AdministratorGuardRow;
	connection: ConnectionRow;
	own_night: OwnNightRow;
	schedule: ScheduleTable;
	schedule_person: SchedulePersonTable;
	slot: SlotRow;
	audit_log: AuditLogRow;
	audit_entry: AuditEntryRow;
	audit_subject: AuditSubjectRow;
	audit_checkpoint: AuditCheckpointRow;
	audit_key: AuditKeyRow;
	addendum: AddendumRow;
	follow_up: FollowUpRow;
	undo: UndoTable;
	undo_effect: UndoEffectRow;
	audit_tenant: AuditTenantRow;
}

/** One offboarding, from before its look-up until its end. */
export interface RunTable {
	/** What people see, e.g. OFF-2026-000412. */
	id: string;
	/** `running` or one of RunStatus. */
	status: string;
	/** The object id or user principal name that was asked for. */
	requested_user: string;
	requested_manager: string | null;
	requested_by: string | null;
	ticket: string | null;
	requested_at: string;
	dry_run: number;
	tenant_id: string;
	cloud: string;
	/** The Offboarding as the last step left it; null until the look-up found somebody. */
	offboarding_json: string | null;
	started_at: string;
	finished_at: string | null;
	/** The one line that says why it was refused or failed. */
	message: string | null;
	report_path: string | null;
	report_sha256: string | null;
	/** Entra object id, once somebody was found. */
	employee_id: string | null;
	/** 1 while no other offboarding of the same employee may begin: from the look-up until its end, waits included. */
	active: Generated<number>;
	/** Which process works on it; null: none. */
	lease_owner: string | null;
	/** Until when, by the clock of the database. */
	lease_until: string | null;
	/** Goes up with every owner: what an earlier one still writes is refused. */
	lease_epoch: Generated<number>;
	/** How many writes were written down: the last number given away in `effect`. */
	effect_count: Generated<number>;
	/** How often it went on after an interruption. */
	resumed_count: Generated<number>;
	/** How often in a row a process died over it, since a step ended last. */
	crash_count: Generated<number>;
	/** Until when a run that killed before is watched: whatever kills by then is this one. Null: it is not. */
	watched_until: Generated<string | null>;
	cancel_requested_at: string | null;
	/** Where the PDF goes, absolute: whoever goes on with the run needs it. */
	report_folder: string | null;
	break_glass_json: string | null;
	/** Until when Microsoft, or a clock, makes it wait, and why; null: it does not. */
	wait_until: string | null;
	wait_reason: string | null;
	/** The schedule that fired it, and for the how manieth time; null: somebody started it. */
	schedule_id: Generated<string | null>;
	schedule_occurrence: Generated<number | null>;
	/** The CaseFacts that came with it; null: none. */
	case_json: Generated<string | null>;
	/** The StepChoices that came with it; null: none. */
	choices_json: Generated<string | null>;
	/** What whoever asked had seen of the account, hex; null: nothing is compared. */
	seen: Generated<string | null>;
	/** The OnlySteps of a run that tries single steps of another again; null: all of them. */
	only_json: Generated<string | null>;
	/** See `WORK_VERSION`: the database refuses the claim of whoever knows less, or says nothing with this epoch. */
	needs_version: Generated<number>;
	claim_version: Generated<number | null>;
	claim_epoch: Generated<number | null>;
}

/** A row of `run` as it is read. */
export type RunRow = Selectable<RunTable>;

/** The last state of one of the ten rows of a run. No row: the run never reached it. */
export interface StepRow {
	run_id: string;
	key: string;
	/** `running` or a Status. */
	status: string;
	/** The whole StepOutcome once it ended. */
	outcome_json: string | null;
	started_at: string;
	finished_at: string | null;
}

/** What happened in a run, in order; never changed afterwards. */
export interface RunEventRow {
	run_id: string;
	/** 1 for the first event of its run. */
	sequence: number;
	at: string;
	type: string;
	data_json: string;
}

/** The last number given away in a series and a year. */
export interface RunNumberRow {
	series: string;
	year: number;
	last: number;
}

/** One write to Graph: written down before it is sent. */
export interface EffectRow {
	run_id: string;
	sequence: number;
	step_key: string;
	/** An EffectClass. */
	class: string;
	method: string;
	/** Version, path and query without host; no body. */
	path: string;
	target: string | null;
	target_id: string | null;
	/** Of the lease under which it was meant. */
	epoch: number;
	/** `intent` until its end is known; then `done`, `refused` or `open`. */
	state: string;
	intent_at: string;
	ended_at: string | null;
	status: number | null;
	request_id: string | null;
	attempts: number;
}

/** A device that one run may wipe or retire, or has: the reason why no other sends a second one. */
export interface DeviceClaimRow {
	tenant_id: string;
	/** Intune managedDevice id. */
	device_id: string;
	run_id: string;
	/** `wipe` or `retire`. */
	action: string;
	/** `claimed`, `sent` (intent written down), `accepted` or `open`. */
	state: string;
	request_id: string | null;
	at: string;
}
