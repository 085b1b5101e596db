/** A rule that tells somebody outside when something happens here. */
export interface AutomationRuleRow {
	id: string;
	organisation_id: string;
	name: string;
	/** A Trigger. */
	trigger_name: string;
	/** Only what happens in this tenant; null: in any of the organisation. */
	tenant_id: string | null;
	/** A Shape: how the body looks. */
	shape: string;
	/** `auto`, or the Shape that somebody chose. */
	shape_wish: string;
	/** How this ServiceNow calls what an incident is closed as; null: as ServiceNow ships it, or nothing is closed. */
	close_code: string | null;
	/** Where it goes, without what opens it. */
	host: string;
	/** Which key sealed what follows. */
	key_id: string;
	url_sealed: string;
	/** A JSON object of name and value; null: none. */
	headers_sealed: string | null;
	/** A JSON list: what may be shown of them. */
	header_names: string;
	/** What bodies are signed with, in the generic shape; null in others. */
	secret_sealed: string | null;
	/** The one before, which signs too until then. */
	old_secret_sealed: string | null;
	old_secret_until: string | null;
	/** `on` or `paused`. */
	state: string;
	/** `person`, `gone` (410) or `failing`; null while it is on. */
	paused_why: string | null;
	/** What happened before is not told. */
	since: string;
	/** Up to here everything that happened has been found. */
	swept_until: string;
	/** Since when nothing arrives; null: the last one did. */
	failing_since: string | null;
	/** When people were last told by mail that something was given up. */
	told_at: string | null;
	/** What somebody said of the last test: `yes` or `no`; null: nothing. */
	arrived: string | null;
	changed_at: string;
}

/** One thing that a rule tells: what is to be sent, and what came of it. The body is made when it is sent. */
export interface AutomationDeliveryRow {
	/** The webhook-id: the same however often it is sent. */
	id: string;
	organisation_id: string;
	rule_id: string;
	/** Its type, such as `offboarding.completed`. */
	event: string;
	/** Null for a test. */
	run_id: string | null;
	/** How the run stood then, or the later check that found something: each is told once. */
	moment: string;
	happened_at: string;
	/** The signed note of the log when it was found; no name is in it. */
	checkpoint: string | null;
	/** A DeliveryState. */
	state: string;
	attempts: number;
	next_at: string;
	/** Who is sending it, and until when nobody else does. */
	lease_owner: string | null;
	lease_until: string | null;
	tried_at: string | null;
	/** HTTP status of the last try; null: there was no answer. */
	status: number | null;
	took_ms: number | null;
	/** Why there was no answer, in one line. */
	trouble: string | null;
	/** The beginning of the last answer. */
	answer: string | null;
	created_at: string;
}

/** What automations keep. */
export interface AutomationSchema {
	automation_rule: AutomationRuleRow;
	automation_delivery: AutomationDeliveryRow;
}
