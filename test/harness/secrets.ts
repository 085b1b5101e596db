import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect } from 'vitest';
import type { RecordingProxy } from './recordingProxy';

/** Every password that was sent to Graph, however deep in a body. */
export function passwordsSent({ bodies }: Pick<RecordingProxy, 'bodies'>): string[] {
	return bodies.flatMap((body) =>
		[...body.matchAll(/"password":("(?:[^"\\]|\\.)*")/g)].map((match) => {
			const literal = match[1] ?? '""';
			return JSON.parse(literal) as string;
		}),
	);
}

/** Every file below a folder, raw and, for PDFs, with every stream unpacked. */
export async function textsBelow(path: string): Promise<Map<string, Buffer>> {
	const texts = new Map<string, Buffer>();
	for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const file = join(entry.parentPath, entry.name);
		const bytes = await readFile(file);
		texts.set(
			file,
			entry.name.endsWith('.pdf') ? Buffer.concat([bytes, ...streamsOf(bytes)]) : bytes,
		);
	}
	return texts;
}

function streamsOf(pdf: Buffer): Buffer[] {
	const streams: Buffer[] = [];
	for (let from = pdf.indexOf('stream\n'); from !== -1; from = pdf.indexOf('stream\n', from + 7)) {
		try {
			streams.push(inflateSync(pdf.subarray(from + 7)));
		} catch {
			// Not a deflated stream, or the end of one.
		}
	}
	return streams;
}

/** Fails where a secret stands in one of the texts, as it is or coded in a usual way. */
export function expectInNone(places: ReadonlyMap<string, Buffer>, secrets: Iterable<string>): void {
	for (const secret of secrets) {
		const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
		const coded = [
			Buffer.from(secret).toString('base64').replace(/=+$/, ''),
			Buffer.from(secret).toString('hex'),
		];
		for (const [name, bytes] of places) {
			for (const form of [...forms, ...coded]) {
				expect(bytes.includes(form), `a secret stands in ${name}`).toBe(false);
			}
			expect(bytes.includes(Buffer.from(secret, 'utf16le')), `a secret stands in ${name}`).toBe(
				false,
			);
		}
	}
}
