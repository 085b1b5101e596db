/**
 * A signed statement of the runner's audit log: so long it was, and this was its head. Printed in the record of an
 * offboarding it leaves the hands of whoever has the database, who can then neither change nor cut what came before.
 */
export interface AuditCheckpoint {
	/** Which log: installation and organisation, without blanks. */
	readonly origin: string;
	/** How many entries it had. */
	readonly size: number;
	/** The hash of the last of them, which covers all before it: base64 of 32 bytes. */
	readonly root: string;
	/** The whole signed note, several lines that end with a line break: what `offboardiq verify --checkpoint` takes. */
	readonly note: string;
}
