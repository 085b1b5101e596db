import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allDone, exceptions, nastyNames } from '../harness/offboardings';
import { attachmentIn, fontsOf, infoOf, metadataOf, structureOf, textOf } from '../harness/poppler';
import { draw } from '../nodes/shared/record/pdf/draw';

describe('the file, as poppler sees it', () => {
	it('is a tagged PDF 1.7 with a title and the marks of PDF/A-3a, and nothing that acts', async () => {
		const pdf = await draw(allDone());
		expect(Object.fromEntries(await infoOf(pdf))).toMatchObject({
			Tagged: 'yes',
			'PDF version': '1.7',
			Title: 'Offboarding record OFF-2026-000412: Bartholomew van der Westhuizen-Oyelaran',
			Creator: 'OffboardIQ 9.8.7',
			JavaScript: 'no',
			Form: 'none',
			Encrypted: 'no',
		});
		const metadata = await metadataOf(pdf);
		expect(metadata).toContain('<pdfaid:part>3</pdfaid:part>');
		expect(metadata).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
	});

	it('has a structure to read aloud: one document of sections with headings, and one title', async () => {
		const kinds = await structureOf(await draw(allDone()));
		const names = kinds.map((kind) => /\w+/.exec(kind)?.[0]);
		expect(kinds.filter((kind) => /^\S/.test(kind))).toEqual(['Document']);
		expect(names.filter((name) => name === 'H1')).toHaveLength(1);
		const known = 'Document Figure H1 H2 H3 L LBody LI Lbl P Sect TD TH TR Table';
		expect([...new Set(names)].sort().join(' ')).toBe(known);
	});

	it('carries the whole run as JSON, and prints its hash', async () => {
		const run = exceptions();
		const pdf = await draw(run);
		const { name, bytes } = await attachmentIn(pdf);
		expect(name).toBe('OFF-2026-000409.json');
		expect(JSON.parse(bytes.toString('utf8'))).toMatchObject(run);
		expect(await textOf(pdf)).toContain(createHash('sha256').update(bytes).digest('hex'));
	});

	it('names the attachment so that it is a file name everywhere', async () => {
		const run = allDone();
		const request = { ...run.request, id: '../../etc/OFF:1\u0000' };
		const { name } = await attachmentIn(await draw({ ...run, request }));
		expect(name).toBe('__.._etc_OFF_1_.json');
	});

	it('embeds every font, and says what its glyphs are', async () => {
		const plain = await fontsOf(await draw(allDone()));
		const many = await fontsOf(await draw(nastyNames()));
		expect([plain.length, many.length]).toEqual([3, 6]);
		for (const font of [...plain, ...many]) {
			expect(font).toMatchObject({ embedded: true, unicode: true });
		}
	});

	it('keeps markup of a name out of the metadata', async () => {
		const run = allDone();
		const employee = { ...run.employee, displayName: 'A & <rdf:B>' };
		const pdf = await draw({ ...run, employee });
		const title = 'A [U+0026] [U+003C]rdf:B[U+003E]';
		expect(await metadataOf(pdf)).toContain(title);
		expect((await infoOf(pdf)).get('Title')).toContain(title);
		expect(await textOf(pdf)).toContain('A&<rdf:B>');
	});
});
