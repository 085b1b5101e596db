/** What a rule says of its bodies. */
export interface Wording {
	/** See `AutomationRuleRow.close_code`. */
	readonly closeCode: string | null;
}
