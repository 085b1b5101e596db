import { createHash } from 'node:crypto';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import type { Finding } from '../verdict';
import type { ReadRecord } from './read-record';

/** The findings about the attached data, and the data. */
export interface DataChecked {
	readonly findings: readonly Finding[];
	readonly record: Offboarding | null;
}

/** Looks whether the data inside is what the pages say it is, by its hash. */
export function checkData({ pages, attachments }: ReadRecord): DataChecked {
	const files = [...attachments].filter(([name]) => name.endsWith('.json'));
	const [file, ...others] = files;
	if (!file || others.length > 0) {
		const says = `${files.length} files with data are attached, and a record has one.`;
		return { findings: [{ check: 'attached data', holds: false, says }], record: null };
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
	const record = recordIn(bytes);
	if (record !== null) return { findings: [hash], record };
	const says = `${name} is no record of an offboarding.`;
	return { findings: [hash, { check: 'attached data', holds: false, says }], record: null };
}

function recordIn(bytes: Uint8Array): Offboarding | null {
	try {
		const data: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
		return isRecord(data) ? data : null;
	} catch {
		return null;
	}
}

/** As much as the checks rely on. */
function isRecord(data: unknown): data is Offboarding {
	if (typeof data !== 'object' || data === null) return false;
	const { schema, steps, tenant, request } = data as Partial<Offboarding>;
	const isStep = (step: unknown): boolean => {
		if (typeof step !== 'object' || step === null) return false;
		const { key, items, calls } = step as Partial<Offboarding['steps'][number]>;
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
