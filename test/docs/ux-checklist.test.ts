import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const TESTS = resolve(__dirname, '..');
const rows = readFileSync(join(TESTS, '..', 'docs', 'ux-checklist.md'), 'utf8')
	.split('\n')
	.filter((line) => /^\| \d+ \|/.test(line));

const even = (text: string): string => text.replace(/\s+/g, ' ').replaceAll("\\'", '’');

it('names tests that there are, in words that they have', () => {
	expect(rows).toHaveLength(28);
	const wrong: string[] = [];
	let said = 0;
	for (const row of rows) {
		const number = row.split('|')[1]?.trim();
		let file = '';
		for (const [, path = '', words = ''] of row.matchAll(/`([\w./-]+\.ts)`|“([^”]+)”/g)) {
			if (path !== '') {
				file = path;
				if (!existsSync(join(TESTS, file))) wrong.push(`${number}: no ${file}`);
				continue;
			}
			said += 1;
			const source = even(readFileSync(join(TESTS, file), 'utf8'));
			// “…” stands for what is left out, or what `it.each` fills in.
			const parts = even(words).split('…');
			if (!parts.every((part) => source.includes(part.trim())))
				wrong.push(`${number}: ${file} has no “${words}”`);
		}
	}
	expect(wrong).toEqual([]);
	expect(said).toBeGreaterThan(80);
});
