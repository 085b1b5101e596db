import { createHash } from 'node:crypto';
import type { Addendum } from '../../../nodes/shared/record/addendum/addendum';
import type { RecordData } from '../../../nodes/shared/record/facts/recordFacts';
import type { UndoRecord } from '../../../nodes/shared/record/undo/undoRecord';
import type { Finding } from '../verdict';
import { isAddendum } from './check-addendum';
import { isUndo } from './check-undo';
import type { ReadRecord } from './read-record';

/** The findings about the attached data, and the data. */
export interface DataChecked {
	readonly findings: readonly Finding[];
	/** At most one of the three is there. */
	readonly record: RecordData | null;
	readonly addendum: Addendum | null;
	readonly undo: UndoRecord | null;
}

/** Looks whether the data inside is what the pages say it is, by its hash. */
export function checkData({ pages, attachments }: ReadRecord): DataChecked {
	const files = [...attachments].filter(([name]) => name.endsWith('.json'));
	const [file, ...others] = files;
	if (!file || others.length > 0) {
		const says = `${files.length} files with data are attached, and a record has one.`;
		const finding = { check: 'attached data', holds: false, says };
		return { findings: [finding], ...NEITHER };
	}
	const [name, bytes] = file;
	const digest = createHash('sha256').update(bytes).digest('hex');
	// Without the spaces: a long line may have been broken.
	const printed = pages.flat().join('').replace(/\s+/g, '').includes(digest);
	const hash: Finding = {
		check: 'attached data',
		holds: printed,
		says: printed
			? `The SHA-256 of ${name} is the one that is printed.`
			: `The SHA-256 of ${name} is ${digest}, which is nowhere on the pages.`,
	};
	const data = dataIn(bytes);
	if (isRecord(data)) return { findings: [hash], ...NEITHER, record: data };
	if (isAddendum(data)) return { findings: [hash], ...NEITHER, addendum: data };
	if (isUndo(data)) return { findings: [hash], ...NEITHER, undo: data };
	const says = `${name} is neither the record of an offboarding, nor an addendum to one, nor an undo of one.`;
	const finding = { check: 'attached data', holds: false, says };
	return { findings: [hash, finding], ...NEITHER };
}

const NEITHER = { record: null, addendum: null, undo: null } as const;

function dataIn(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		return null;
	}
}

/** As much as the checks rely on. */
function isRecord(data: unknown): data is RecordData {
	if (typeof data !== 'object' || data === null) return false;
	const { schema, steps, tenant, request } = data as Partial<RecordData>;
	const isStep = (step: unknown): boolean => {
		if (typeof step !== 'object' || step === null) return false;
		const { key, items, calls } = step as Partial<RecordData['steps'][number]>;
		return typeof key === 'string' && areObjects(items) && areObjects(calls);
	};
	return (
		schema === 'offboardiq.offboarding/1' &&
		Array.isArray(steps) &&
		steps.every(isStep) &&
		typeof tenant?.simulated === 'boolean' &&
		typeof request?.id === 'string'
	);
}

function areObjects(list: unknown): boolean {
	return Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null);
}
