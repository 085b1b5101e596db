import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE_FILES, BUNDLE_FORMAT, headText, type BundleHead } from '../audit/bundle-format';

/** What was given is no bundle at all. One line for people. */
export class BundleError extends Error {
	override readonly name = 'BundleError';
}

/** What a bundle's own description is not. One sentence for people. */
export class HeadError extends Error {
	override readonly name = 'HeadError';
}

/**
 * Reads what a bundle says of itself. Nothing in it is believed: the checkpoints have to say the same.
 *
 * @throws BundleError for what is none; HeadError for one that is not written as we write it
 */
export async function readHead(folder: string): Promise<BundleHead> {
	const text = await readFile(join(folder, BUNDLE_FILES.head), 'utf8').catch(() => null);
	if (text === null) {
		throw new BundleError(
			`${folder} is no bundle: there is no ${BUNDLE_FILES.head} in it. offboardiq audit export --bundle makes one.`,
		);
	}
	const head = parse(text);
	if (head === null || head.format !== BUNDLE_FORMAT || headText(head) !== text) {
		throw new HeadError(`${BUNDLE_FILES.head} is not as it is written.`);
	}
	const known: ReadonlySet<string> = new Set(Object.values(BUNDLE_FILES));
	const stranger = (await readdir(folder)).find((name) => !known.has(name));
	if (stranger !== undefined) throw new HeadError(`${stranger} does not belong into a bundle.`);
	return head;
}

function parse(text: string): BundleHead | null {
	try {
		const head = JSON.parse(text) as BundleHead;
		const isHead =
			typeof head.origin === 'string' &&
			Number.isSafeInteger(head.from) &&
			Number.isSafeInteger(head.to) &&
			head.from >= 1 &&
			Array.isArray(head.keys);
		return isHead ? head : null;
	} catch {
		return null;
	}
}
