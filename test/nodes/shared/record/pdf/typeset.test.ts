import { describe, expect, it } from 'vitest';
import { Faces } from '../../../../../nodes/shared/record/pdf/faces';
import { loadFont } from '../../../../../nodes/shared/record/pdf/fonts';
import { STYLE } from '../../../../../nodes/shared/record/pdf/look';
import { typeset, type Line } from '../../../../../nodes/shared/record/pdf/typeset';
import { createDocument } from '../../../../../nodes/shared/vendor/pdfkit';

const WIDTH = 120;
const faces = new Faces(createDocument({ autoFirstPage: false }), undefined);

function set(text: string): Line[] {
	return typeset([{ text, style: STYLE.body }], WIDTH, faces);
}

function textOf(lines: readonly Line[]): string[] {
	return lines.map((line) => line.pieces.map((piece) => piece.text).join(''));
}

describe('lines', () => {
	it.each([
		'The quick brown fox jumps over the lazy dog and runs into the warehouse',
		'bartholomew.westhuizen-oyelaran@subsidiary.haldenlogistics.example',
		'X'.repeat(200),
		'北京分公司人力资源部门招聘与培训中心全体员工通讯组列表',
		'mixed 北京 and Łódź and \u{1F600}\u{1F601}\u{1F602}',
	])('never run over their column and lose nothing: %s', (text) => {
		const lines = set(text);
		for (const line of lines) expect(line.width).toBeLessThanOrEqual(WIDTH + 0.01);
		expect(lines.length).toBeGreaterThan(1);
		const shown = textOf(lines).join('').replace(/\s/g, '');
		const wanted = text.replace(/\u{1F600}.*/u, '[U+1F600U+1F601U+1F602]').replace(/\s/g, '');
		expect(shown).toBe(wanted);
	});

	it('break addresses at their joints', () => {
		expect(textOf(set('chukwuemeka.okonkwo@haldenlogistics.com'))).toEqual([
			'chukwuemeka.okonkwo@',
			'haldenlogistics.com ',
		]);
	});
});

describe('a text that has lines', () => {
	const reply = (text: string, hasLines: boolean) =>
		textOf(typeset([{ text, style: STYLE.body, hasLines }], 400, faces));

	it('keeps them, each with a mark at its end', () => {
		expect(reply('Ann has left.\r\nWrite to Bo.\n\nThank you', true)).toEqual([
			'Ann has left.¶ ',
			'Write to Bo.¶ ',
			'¶ ',
			'Thank you ',
		]);
		expect(reply('One line\n', true)).toEqual(['One line¶ ']);
	});

	it('still wraps, and shows whatever else can not be seen', () => {
		const long = 'The quick brown fox jumps over the lazy dog. '.repeat(6).trim();
		const lines = typeset(
			[{ text: `${long}\n${long}`, style: STYLE.body, hasLines: true }],
			120,
			faces,
		);
		for (const line of lines) expect(line.width).toBeLessThanOrEqual(120.01);
		expect(textOf(lines).join('').replaceAll(' ', '')).toBe(`${long}¶${long}`.replaceAll(' ', ''));
		expect(reply('a\rb\u2028c\u202ed', true)).toEqual(['a[U+000D]b[U+2028]c[U+202E]d ']);
	});

	it('is nothing that a name has: a break in one stays in its line', () => {
		expect(reply('Ann\nVerified', false)).toEqual(['Ann[U+000A]Verified ']);
	});
});

describe('fonts', () => {
	it('are parsed once', () => {
		expect(loadFont('sans')).toBe(loadFont('sans'));
	});

	it('come from the packages when no folder has them: a checkout needs no build', () => {
		expect(loadFont('mono', '/nowhere')).toBe(loadFont('mono'));
	});
});
