/** The files of a bundle: a folder that holds an audit log, or a part of it, for whoever wants to check it. */
export const BUNDLE_FILES = {
	/** What it is: one JSON object, see `BundleHead`. */
	head: 'bundle.json',
	/** One entry a line, see `lineOf`. */
	entries: 'entries.jsonl',
	/** One signed note a line, as a JSON string: every checkpoint from the first on. */
	checkpoints: 'checkpoints.jsonl',
	/** One `SubjectLine` a line, in the order in which entries first name them. Absent where bodies stay closed. */
	subjects: 'subjects.jsonl',
	/** `RUN.pdf` for each record, `ADDENDUM.pdf` for each later check, `UNDO.pdf` for each undo. */
	reports: 'reports',
} as const;

export const BUNDLE_FORMAT = 'offboardiq-audit-bundle/1';

/** The order of its fields is part of the format. */
export interface BundleHead {
	readonly format: string;
	readonly origin: string;
	/** Number of the first and of the last entry in it. */
	readonly from: number;
	readonly to: number;
	/** Every key that signed checkpoints, oldest first, as signed-note writes them. */
	readonly keys: readonly string[];
}

/** The key that opens what is said about a person in a run or schedule; null where it was erased. */
export interface SubjectLine {
	readonly subject: string;
	/** 32 bytes, base64. */
	readonly key: string | null;
}

/** A head as its file has it: the only way to write it. */
export function headText({ format, origin, from, to, keys }: BundleHead): string {
	return `${JSON.stringify({ format, origin, from, to, keys }, null, 2)}\n`;
}

export function subjectText({ subject, key }: SubjectLine): string {
	return JSON.stringify({ subject, key });
}
