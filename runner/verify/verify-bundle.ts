import { join } from 'node:path';
import { BUNDLE_FILES, type BundleHead } from '../audit/bundle-format';
import { keyText } from '../audit/note';
import { readHead } from './bundle-head';
import { CheckpointError, readCheckpoints, type CheckpointList } from './check-checkpoints';
import { checkReports } from './check-reports';
import { compareCheckpoint, parseGiven, type GivenCheckpoint } from './given-checkpoint';
import { compareKeys } from './lost-keys';
import { readLog, type LogRead } from './read-log';
import type { Finding, Verdict } from './verdict';

/** What a bundle is compared with. */
export interface BundleOptions {
	/** A checkpoint from elsewhere, such as a record: the whole signed note. */
	readonly checkpoint?: string | null;
	/** A key of the log as it is known from elsewhere, the whole `NAME+ID+KEY`. Asked for only where one was lost. */
	readonly key?: string | null;
}

/** What a bundle is about. */
export interface BundleRecord {
	readonly origin: string;
	readonly from: number;
	readonly to: number;
	readonly runs: number;
	/** The key the log began with: compare it with one you had before. */
	readonly key: string;
}

/**
 * Checks a bundle of the audit log: reads files only, asks nobody. What is wrong is in the verdict, the first bad entry
 * by its number.
 *
 * @param folder the bundle
 * @throws BundleError when it is none, or the other checkpoint is no checkpoint
 */
export async function verifyBundle(folder: string, options: BundleOptions = {}): Promise<Verdict> {
	const given = options.checkpoint ? parseGiven(options.checkpoint) : null;
	const findings: Finding[] = [];
	const look = async <T>(check: string, work: () => Promise<T>, says: (result: T) => string) => {
		try {
			const result = await work();
			findings.push({ check, holds: true, says: says(result) });
			return result;
		} catch (error) {
			if (!(error instanceof Error) || !EXPECTED.has(error.name)) throw error;
			findings.push({ check, holds: false, says: error.message });
			return null;
		}
	};
	const record = await lookAtAll(folder, { given, key: options.key?.trim() ?? null }, look);
	return { holds: findings.every(({ holds }) => holds), findings, record };
}

/** What is thrown for what is wrong with a bundle. Anything else is a fault of ours, or of the disk. */
const EXPECTED: ReadonlySet<string> = new Set([
	...['HeadError', 'LineError', 'CheckpointError', 'EntryError', 'RunError', 'SubjectError'],
	...['ReportError', 'GivenError', 'LostKeyError', 'LineFormatError'],
]);

type Look = <T>(
	check: string,
	work: () => Promise<T>,
	says: (result: T) => string,
) => Promise<T | null>;

async function lookAtAll(
	folder: string,
	{ given, key }: { readonly given: GivenCheckpoint | null; readonly key: string | null },
	look: Look,
): Promise<BundleRecord | null> {
	const file = (name: keyof typeof BUNDLE_FILES) => join(folder, BUNDLE_FILES[name]);
	const head = await look('bundle', () => readHead(folder), saysHead);
	if (head === null) return null;
	const checkpointsIn = () => checkpointsOf(file('checkpoints'), head);
	const checkpoints = await look('checkpoints', checkpointsIn, saysCheckpoints);
	if (checkpoints === null) return null;
	const log = await look('entries', () => readLog(folder, head, { checkpoints, given }), saysLog);
	if (checkpoints.lost.length > 0) {
		await look('lost key', async () => compareKeys(checkpoints, log?.lost ?? null, key), said);
	}
	if (log !== null) await lookAtContent(log, file('reports'), look);
	if (given !== null) {
		const place = { head, checkpoints, root: log?.found ?? null };
		await look('newer checkpoint', async () => compareCheckpoint(given, place), said);
	}
	const { origin, from, to, keys } = head;
	return { origin, from, to, runs: log?.count ?? 0, key: keys[0] ?? '' };
}

async function lookAtContent(log: LogRead, reports: string, look: Look): Promise<void> {
	await look('runs', async () => log.runs(), saysRuns);
	await look('records', () => checkReports(reports, log.reports), saysReports);
	await look('personal data', async () => log.subjects(), said);
}

async function checkpointsOf(file: string, head: BundleHead): Promise<CheckpointList> {
	const { origin, keys } = head;
	const list = await readCheckpoints(file, { origin, firstKey: keys[0] ?? '' });
	const found = list.keys.map(keyText);
	if (JSON.stringify(found) === JSON.stringify(keys)) return list;
	throw new CheckpointError('The keys it names are not those that the checkpoints hand over to.');
}

const said = (text: string): string => text;

function saysHead({ from, to, origin }: BundleHead): string {
	const before = from === 1 ? '' : ` Entries before ${from} are not in it.`;
	return `Entries ${from} to ${to} of ${origin}.${before}`;
}

const saysCheckpoints = ({ count, keys }: CheckpointList): string =>
	`${counted(count, 'checkpoint')} by ${counted(keys.length, 'key')}, each signed over the one before.`;

const saysLog = ({ entries, last }: LogRead): string =>
	`${counted(entries, 'entry', 'entries')}, each chained to the one before, up to ${last}.`;

function saysRuns({ runs, open, simulated, wipes, unnamed }: ReturnType<LogRead['runs']>): string {
	const rehearsed = simulated === 0 ? '' : `, ${simulated} of them simulated`;
	const under = open === 0 ? '' : `, ${open} not ended yet`;
	const devices =
		wipes === 0
			? 'no device was sent a wipe'
			: `${counted(wipes, 'device')}, none sent a second wipe`;
	const lost =
		unnamed === 0
			? ''
			: ` ${unnamed} more were sent while the key was lost, to devices that can't be told apart here.`;
	return `${counted(runs, 'offboarding')}${rehearsed}${under}, nine steps in each that ended; ${devices}.${lost}`;
}

const saysReports = (count: number): string =>
	`${counted(count, 'record')}: just the PDF that was made.`;

const counted = (count: number, one: string, more = `${one}s`): string =>
	`${count} ${count === 1 ? one : more}`;
