import { describe, expect, it } from 'vitest';
import { pad, plain, widthOf, wrap } from '../../../runner/terminal/text';

describe('text from a tenant', () => {
	it.each([
		['colours', '\u001b[31mred\u001b[0m', '\\u{1b}[31mred\\u{1b}[0m'],
		['a new title', '\u001b]0;owned\u0007', '\\u{1b}]0;owned\\u{7}'],
		['line ends', 'Ada\r\nDone 0.1 s', 'Ada\\u{d}\\u{a}Done 0.1 s'],
		['backspaces', 'Eve\b\b\bAda', 'Eve\\u{8}\\u{8}\\u{8}Ada'],
		['C1 controls', '\u009b31m', '\\u{9b}31m'],
		['text turned around', 'gro.\u202emoc', 'gro.\\u{202e}moc'],
		['isolates', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
		['line separators', 'a\u2028b', 'a\\u{2028}b'],
		['nothing to see', 'ad\u200bmin', 'ad\\u{200b}min'],
		['tags', 'a\u{e0041}', 'a\\u{e0041}'],
		['half a character', 'a\ud800b', 'a\\u{d800}b'],
	])('cannot bring %s', (_what, text, shown) => {
		expect(plain(text)).toBe(shown);
	});

	it.each(["Zoë Łukasiewicz-O'Brien", 'Владимир', '山田 太郎', 'محمد', 'नमस्ते', '👩‍💻 Ops'])(
		'keeps %s as it is',
		(name) => {
			expect(plain(name)).toBe(name);
		},
	);
});

it('wraps at blanks and never cuts a name', () => {
	const name = 'a'.repeat(60);
	expect(wrap(`Mail goes to ${name} from now on`, 20)).toEqual([
		'Mail goes to',
		name,
		'from now on',
	]);
});

it('counts columns as terminals draw them', () => {
	expect(['Zoë', 'Zoe\u0308', '山田', '👩‍💻'].map(widthOf)).toEqual([3, 3, 4, 2]);
	expect(pad('山田', 6)).toBe('山田  ');
	expect(pad('longer than six', 6)).toBe('longer than six');
});
