/** One thing that was looked at, and how it stands. */
export interface Finding {
	/** What was looked at, in two or three words. */
	readonly check: string;
	readonly holds: boolean;
	/** There is none of it, and none is needed: nothing is wrong, and nothing was shown either. */
	readonly isAbsent?: true;
	/** One sentence for people. */
	readonly says: string;
}

/** What a file is worth as evidence. */
export interface Verdict {
	/** True only when every finding holds. */
	readonly holds: boolean;
	readonly findings: readonly Finding[];
	/** What the file is about, for whoever goes on with it; null where it could not be read. */
	readonly record: unknown;
}
