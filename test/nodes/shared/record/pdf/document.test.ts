import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allDone, exceptions, nastyNames } from '../../../../harness/offboardings';
import { attachmentIn, fontsOf, infoOf, textOf } from '../../../../harness/readPdf';
import { draw } from './draw';

describe('the file', () => {
	it('is a tagged PDF 1.7 with a title, a language and the marks of PDF/A-3a', async () => {
		const pdf = await draw(allDone());
		const info = await infoOf(pdf);
		expect(info).toMatchObject({
			tagged: true,
			version: '1.7',
			title: 'Offboarding record OFF-2026-000412: Bartholomew van der Westhuizen-Oyelaran',
			creator: 'OffboardIQ 9.8.7',
			language: 'en',
		});
		expect(info.metadata).toContain('<pdfaid:part>3</pdfaid:part>');
		expect(info.metadata).toContain('<pdfaid:conformance>A</pdfaid:conformance>');
		const raw = pdf.toString('latin1');
		for (const mark of ['/Lang (en)', '/DisplayDocTitle true', '/OutputIntents', '/Outlines']) {
			expect(raw).toContain(mark);
		}
	});

	it('carries the whole run as JSON, and prints its hash', async () => {
		const run = exceptions();
		const pdf = await draw(run);
		const { name, bytes } = await attachmentIn(pdf);
		expect(name).toBe('OFF-2026-000409.json');
		expect(JSON.parse(bytes.toString('utf8'))).toMatchObject(run);
		expect(await textOf(pdf)).toContain(createHash('sha256').update(bytes).digest('hex'));
		expect(pdf.toString('latin1')).toContain('/AFRelationship /Data');
	});

	it('names the attachment so that it is a file name everywhere', async () => {
		const run = allDone();
		const request = { ...run.request, id: '../../etc/OFF:1\u0000' };
		const { name } = await attachmentIn(await draw({ ...run, request }));
		expect(name).toBe('__.._etc_OFF_1_.json');
	});

	it('embeds every font, and the large one only when a text needs it', async () => {
		const plain = await fontsOf(await draw(allDone()));
		const names = plain.map(({ name }) => name.replace(/^[A-Z]+\+/, '')).sort();
		expect(names).toEqual([
			'AtkinsonHyperlegibleMono-Regular',
			'AtkinsonHyperlegibleNext-Regular',
			'AtkinsonHyperlegibleNext-SemiBold',
		]);
		const many = await fontsOf(await draw(nastyNames()));
		expect(many).toHaveLength(6);
		for (const font of [...plain, ...many]) {
			expect(font).toMatchObject({ embedded: true, unicode: true });
		}
	});

	it('makes the same bytes from the same input', async () => {
		const first = await draw(nastyNames());
		await draw(allDone());
		expect(first.equals(await draw(nastyNames()))).toBe(true);
	});

	it('holds nothing that acts: no link, no script, no annotation', async () => {
		const raw = (await draw(nastyNames())).toString('latin1');
		expect(raw).not.toMatch(/\/Annots?\b|\/URI\b|\/JavaScript|\/OpenAction|\/Launch|\/AcroForm/);
	});

	it('keeps markup of a name out of the metadata', async () => {
		const run = allDone();
		const employee = { ...run.employee, displayName: 'A & <rdf:B>' };
		const pdf = await draw({ ...run, employee });
		const title = 'A [U+0026] [U+003C]rdf:B[U+003E]';
		const info = await infoOf(pdf);
		expect(info.metadata).toContain(title);
		expect(info.title).toContain(title);
		expect(await textOf(pdf)).toContain('A&<rdf:B>');
	});
});
