/** The state of a list that somebody kept under a name. */
export interface SavedViewRow {
	id: string;
	organisation_id: string;
	/** Who made it; null where it is shared and they are gone. */
	account_id: string | null;
	/** A ListKey. */
	list: string;
	name: string;
	/** The name as it is compared. */
	name_key: string;
	/** Fields of the list's address by name; understood anew by the list whenever it is used. */
	fields_json: string;
	/** 1 where everybody of the organisation has it. */
	is_shared: number;
	changed_at: string;
}

/** What a list opens with for somebody, where its address says nothing. */
export interface SavedViewDefaultRow {
	account_id: string;
	list: string;
	organisation_id: string;
	view_id: string;
}

export interface SavedViewSchema {
	saved_view: SavedViewRow;
	saved_view_default: SavedViewDefaultRow;
}
