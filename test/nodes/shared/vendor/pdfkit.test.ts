import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { createDocument, parseFont, type ParsedFont } from '../../../../nodes/shared/vendor/pdfkit';
import { pagesOf } from '../../../harness/readPdf';

const require = createRequire(__filename);

async function fresh(path: string): Promise<ParsedFont> {
	return parseFont(await readFile(require.resolve(`@expo-google-fonts/${path}`)));
}

async function drawn(font: ParsedFont, text: string): Promise<string> {
	const document = createDocument({ size: 'A4', margin: 0 });
	document.registerFont('font', font);
	document.font('font').fontSize(12);
	document.text(text, 40, 40, { lineBreak: false, baseline: 'alphabetic' });
	const chunks: Uint8Array[] = [];
	const ended = new Promise<void>((resolve) => document.on('end', resolve));
	document.on('data', (chunk) => chunks.push(chunk));
	document.end();
	await ended;
	return (await pagesOf(Buffer.concat(chunks))).join('').trim();
}

it('shares a parsed font between documents, and each gives its whole text back', async () => {
	const font = await fresh(
		'atkinson-hyperlegible-next/400Regular/AtkinsonHyperlegibleNext_400Regular.ttf',
	);
	expect(await drawn(font, 'Ż')).toBe('Ż');
	expect(await drawn(font, 'Zoe Zed')).toBe('Zoe Zed');
});

it('gives characters back as they were written, not as their radicals or twins', async () => {
	const font = await fresh('noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
	expect(await drawn(font, '王小明 门 ジョン・スミス')).toBe('王小明 门 ジョン・スミス');
});
