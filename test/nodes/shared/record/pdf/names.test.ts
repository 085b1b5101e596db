import { describe, expect, it } from 'vitest';
import { nastyNames } from '../../../../harness/offboardings';
import { glyphsOf, infoOf, pagesOf, squeezed, textOf } from '../../../../harness/readPdf';
import { draw } from './draw';
import { called, MARKED, NAMES, UNSEEN } from './trickyNames';

async function firstPage(displayName: string): Promise<string> {
	const [first = ''] = await pagesOf(await draw(called(displayName)));
	return squeezed(first);
}

describe('names', () => {
	it.each(NAMES)('come out as they were written: %s', async (name) => {
		const pdf = await draw(called(name));
		expect(await textOf(pdf)).toContain(squeezed(name));
		expect((await infoOf(pdf)).title).toContain(name);
	});

	it('keep all their letters when another record drew them accented before', async () => {
		await draw(called('Ẑ Ḟ Ž Ƶ Ĵ Q̌'));
		expect(await firstPage('Zed Jaqen Fixit')).toContain('ZedJaqenFixit');
	});

	it.each(MARKED)(
		'show what no font has, or what must not be seen, as a marker: %j',
		async (name, shown) => {
			expect(await firstPage(name)).toContain(shown);
			expect((await glyphsOf(await draw(called(name)))).join('')).not.toMatch(UNSEEN);
		},
	);

	it('are cut only when absurdly long, and say by how much', async () => {
		const text = await firstPage('X'.repeat(10_000));
		expect(text).toContain('[9680characterscut]');
		expect(text).not.toContain('X'.repeat(321));
		const long = 'Maximilian-Ferdinand '.repeat(12).trim();
		expect(await firstPage(long)).toContain(squeezed(long));
	});

	it('may be empty', async () => {
		expect(await firstPage(' ')).toContain('(noname)');
	});

	it('are never taken for anything but text', async () => {
		const text = await textOf(await draw(nastyNames()));
		expect(text).toContain('=HYPERLINK("http://evil.example","click"){{$env}}');
		expect(text).toContain('<script>alert(1)</script>&Co');
		expect(text).toContain('北京分公司人力资源部门招聘与培训中心（亚太区）全体员工通讯组列表');
	});
});
