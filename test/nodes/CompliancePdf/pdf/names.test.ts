import { describe, expect, it } from 'vitest';
import type { Offboarding } from '../../../../nodes/shared/step/offboarding';
import { allDone, nastyNames } from '../../../harness/offboardings';
import { infoOf, pagesOf, squeezed, textOf } from '../../../harness/poppler';
import { draw } from './draw';

function called(displayName: string): Offboarding {
	const run = allDone();
	return { ...run, employee: { ...run.employee, displayName } };
}

async function firstPage(displayName: string): Promise<string> {
	const [first = ''] = await pagesOf(await draw(called(displayName)));
	return squeezed(first);
}

describe('names', () => {
	it.each([
		'Zoë Łukasiewicz',
		'王小明',
		'Nguyễn Thị Phương Ánh',
		'Ştefan Dvořák-Žižek',
		'Елена Ελένη',
		"Jean-François O'Brien",
		'田中さくら',
		'ジョン・スミス',
		'厦门 马小门',
		'M\u0328ünz x\u0323',
	])('come out as they were written: %s', async (name) => {
		const pdf = await draw(called(name));
		expect(await textOf(pdf)).toContain(squeezed(name));
		expect((await infoOf(pdf)).get('Title')).toContain(name);
	});

	it('keep all their letters when another record drew them accented before', async () => {
		await draw(called('Ẑ Ḟ Ž Ƶ Ĵ Q̌'));
		expect(await firstPage('Zed Jaqen Fixit')).toContain('ZedJaqenFixit');
	});

	it.each([
		['Ann \u{1F600}', 'Ann[U+1F600]'],
		['Evil\u202Egpj.exe', 'Evil[U+202E]gpj.exe'],
		['Ann\u0000\u0007', 'Ann[U+0000][U+0007]'],
		['A\u200Bnn', 'A[U+200B]nn'],
		['\u{1F468}\u200D\u{1F469}', '[U+1F468U+200DU+1F469]'],
		['Lone \ud800 surrogate', 'Lone[U+D800]surrogate'],
		['محمد', '[U+0645U+062DU+0645U+062F]'],
		[`Z${'\u0301'.repeat(1000)}algo`, '[997accentscut]algo'],
	])('show what no font has, or what must not be seen, as a marker: %j', async (name, shown) => {
		const text = await firstPage(name);
		expect(text).toContain(shown);
		expect(text).not.toMatch(/[\u202A-\u202E\u200B\uFFFD]/u);
	});

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
