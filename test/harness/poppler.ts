import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { squeezed, type FontRow, type TextBox } from './readPdf';

/**
 * PDFs read a second time, by poppler's tools, which Debian has as `poppler-utils`. Only for test/poppler: `npm test`
 * has to pass where there is nothing but Node.
 */

const run = promisify(execFile);

async function poppler(
	tool: string,
	pdf: Buffer,
	args: (file: string) => string[],
): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'poppler-'));
	try {
		const file = join(folder, 'record.pdf');
		await writeFile(file, pdf);
		const { stdout } = await run(tool, args(file), { maxBuffer: 64e6 });
		return stdout;
	} catch (cause) {
		const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
		const fix = missing ? 'It is not installed: apt-get install poppler-utils.' : 'See the cause.';
		throw new Error(`${tool} did not read the PDF. ${fix}`, { cause });
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** The text of each page, in the order in which it was drawn. */
export async function pagesOf(pdf: Buffer): Promise<string[]> {
	const text = await poppler('pdftotext', pdf, (file) => ['-raw', '-enc', 'UTF-8', file, '-']);
	return text.split('\f').slice(0, -1);
}

/** All text of a document, squeezed. */
export async function textOf(pdf: Buffer): Promise<string> {
	return squeezed((await pagesOf(pdf)).join(''));
}

/** `pdfinfo` as name and value. */
export async function infoOf(pdf: Buffer): Promise<ReadonlyMap<string, string>> {
	const text = await poppler('pdfinfo', pdf, (file) => ['-enc', 'UTF-8', file]);
	const lines = text.trim().split('\n');
	return new Map(
		lines.map((line) => {
			const colon = line.indexOf(':');
			return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
		}),
	);
}

/** The kinds of the elements of the logical structure, each as deep as it is indented. */
export async function structureOf(pdf: Buffer): Promise<string[]> {
	const text = await poppler('pdfinfo', pdf, (file) => ['-struct', file]);
	return text.split('\n').filter((line) => /^ *[A-Z]\w*(:| \(|$)/.test(line));
}

/** The XMP metadata. */
export async function metadataOf(pdf: Buffer): Promise<string> {
	return await poppler('pdfinfo', pdf, (file) => ['-meta', file]);
}

/** Where every word of a document is. */
export async function wordBoxesOf(pdf: Buffer): Promise<TextBox[]> {
	const html = await poppler('pdftotext', pdf, (file) => ['-bbox', '-enc', 'UTF-8', file, '-']);
	const number = '([-\\d.]+)';
	const box = `<word xMin="${number}" yMin="${number}" xMax="${number}" yMax="${number}">(.*)</word>`;
	let page = 0;
	return html.split('\n').flatMap((line): TextBox[] => {
		if (line.includes('<page ')) page += 1;
		const found = new RegExp(box, 'u').exec(line);
		if (!found) return [];
		const [left = 0, top = 0, right = 0, bottom = 0] = found.slice(1, 5).map(Number);
		return [{ page, text: found[5] ?? '', left, top, right, bottom }];
	});
}

/** Every font of a document. */
export async function fontsOf(pdf: Buffer): Promise<FontRow[]> {
	const text = await poppler('pdffonts', pdf, (file) => [file]);
	const rows = text.trim().split('\n').slice(2);
	return rows.map((row) => {
		const columns = row.trim().split(/\s+/);
		const [embedded, , unicode] = columns.slice(-5);
		return { name: columns[0] ?? '', embedded: embedded === 'yes', unicode: unicode === 'yes' };
	});
}

/** Name and bytes of the only attachment. */
export async function attachmentIn(pdf: Buffer): Promise<{ name: string; bytes: Buffer }> {
	const list = await poppler('pdfdetach', pdf, (file) => ['-list', file]);
	if (!list.startsWith('1 embedded file')) throw new Error('The PDF has not one attachment.');
	const name = /^1: (.*)$/m.exec(list)?.[1] ?? '';
	const folder = await mkdtemp(join(tmpdir(), 'attachment-'));
	try {
		const target = join(folder, 'attachment');
		await poppler('pdfdetach', pdf, (file) => ['-save', '1', '-o', target, file]);
		return { name, bytes: await readFile(target) };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
