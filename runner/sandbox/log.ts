import fs from 'node:fs';

/**
 * One HTTP request and its answer, with secrets taken out. One JSON line each in the log file. Only the login's
 * discovery documents are left out.
 */
export interface SandboxLogEntry {
	readonly method: string;
	/** The full URL. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON or form; absent when nothing was sent. */
	readonly body?: unknown;
	/** Null when the connection was dropped or left without an answer. */
	readonly status: number | null;
	readonly responseHeaders: Readonly<Record<string, string>>;
	readonly responseBody?: unknown;
	/** When the request came in, ISO 8601 UTC. */
	readonly at: string;
	readonly tookMs: number;
}

/** Collects the entries and appends each to a file when there is one. */
export interface RequestLog {
	readonly entries: readonly SandboxLogEntry[];
	/** @param text the answer's body as it is sent */
	add(entry: SandboxLogEntry, text?: string): void;
	close(): void;
}

const SECRETS = new Set([
	'authorization',
	'password',
	'client_secret',
	'client_assertion',
	'access_token',
	'temporaryaccesspass',
	'secretkey',
]);

/** The latest entries kept in memory, so that a sandbox can run for weeks; the file keeps all. */
const KEPT = 10_000;

/** The same for what weighs: a page of the change feed has a thousand rows. Characters. */
const KEPT_TEXT = 100_000_000;

/** From so many characters on an answer's body is kept as text, and read again when somebody looks at it. */
const LARGE = 50_000;

const REDACTED = '[REDACTED]';

/**
 * A copy of a value with every secret replaced, at any depth.
 * @param value - headers, a body or an answer.
 */
export function redact(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(redact);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [
			name,
			SECRETS.has(name.toLowerCase()) && inner !== null ? REDACTED : redact(inner),
		]),
	);
}

/**
 * Opens the log.
 * @param file - JSONL; appended to, created when missing.
 * @throws when the file can't be opened.
 */
export function openLog(file: string | undefined): RequestLog {
	const entries: SandboxLogEntry[] = [];
	const handle = file === undefined ? null : openFile(file);
	const weights: number[] = [];
	let weight = 0;
	return {
		entries,
		add: (entry, text = '') => {
			const isLarge = text.length >= LARGE;
			const clean = isLarge ? withText(entry, text) : (redact(entry) as SandboxLogEntry);
			entries.push(clean);
			weights.push(isLarge ? text.length : 0);
			weight += weights.at(-1) ?? 0;
			while (entries.length > KEPT || weight > KEPT_TEXT) {
				entries.shift();
				weight -= weights.shift() ?? 0;
			}
			if (handle !== null) fs.writeSync(handle, `${JSON.stringify(clean)}\n`);
		},
		close: () => {
			if (handle !== null) fs.closeSync(handle);
		},
	};
}

function withText({ responseBody: _, ...rest }: SandboxLogEntry, text: string): SandboxLogEntry {
	const clean = redact(rest) as SandboxLogEntry;
	const get = () => redact(JSON.parse(text));
	return Object.defineProperty(clean, 'responseBody', { enumerable: true, get });
}

function openFile(file: string): number {
	try {
		return fs.openSync(file, 'a', 0o600);
	} catch (error) {
		throw new Error(`The sandbox log ${file} can't be written: ${(error as Error).message}`, {
			cause: error,
		});
	}
}
