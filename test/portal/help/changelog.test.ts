import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { releasesIn } from '../../../portal/help/changelog';

const ROOT = resolve(__dirname, '..', '..', '..');

it('reads releases, headings, lists and paragraphs, and goes on with a line that was broken', () => {
	const releases = releasesIn(
		[
			'# Changelog\r\n\r\nNot of a release.\r\n\r\n## [Unreleased]\r\n\r\nA word before\r\nall.\r\n',
			'### Added\n- One,\n  in two lines.\n* Two\n\nAnd a paragraph.\n\n### Empty\n',
			'## [1.2.0] - 2026-11-26\n### Fixed\n- Three\n## 1.0\n',
		].join('\n'),
	);
	const text = (line: string) => [{ kind: 'text', text: line }];
	expect(releases).toEqual([
		{
			...{ name: 'Unreleased', date: null },
			parts: [
				{ title: '', paragraphs: [text('A word before all.')], items: [] },
				{
					title: 'Added',
					paragraphs: [text('And a paragraph.')],
					items: [text('One, in two lines.'), text('Two')],
				},
			],
		},
		{
			...{ name: '1.2.0', date: '2026-11-26' },
			parts: [{ title: 'Fixed', paragraphs: [], items: [text('Three')] }],
		},
		{ name: '1.0', date: null, parts: [] },
	]);
});

it.each([
	['`a <b>`', [{ kind: 'code', text: 'a <b>' }]],
	[
		'**Undo** it',
		[
			{ kind: 'strong', text: 'Undo' },
			{ kind: 'text', text: ' it' },
		],
	],
	[
		'see [the page](https://example.com/a?b=c).',
		[
			{ kind: 'text', text: 'see ' },
			{ kind: 'link', text: 'the page', href: 'https://example.com/a?b=c' },
			{ kind: 'text', text: '.' },
		],
	],
	['[x](javascript:alert`1`)', [{ kind: 'text', text: 'x' }]],
	['[docs](docs/operations.md)', [{ kind: 'text', text: 'docs' }]],
	['[x](https://a"onclick="b)', [{ kind: 'text', text: 'x' }]],
	[
		'<script>alert(1)</script> *a* ` **',
		[{ kind: 'text', text: '<script>alert(1)</script> *a* ` **' }],
	],
])('reads %s as pieces that are drawn as texts', (line, pieces) => {
	expect(releasesIn(`## 1\n- ${line}\n`)[0]?.parts[0]?.items).toEqual([pieces]);
});

it('loses no line of our own changelog', () => {
	const ours = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
	const items = releasesIn(ours).flatMap(({ parts }) => parts.flatMap((part) => part.items));
	expect(items.length).toBe(ours.match(/^- /gm)?.length);
	expect(items.length).toBeGreaterThan(150);
});

it('is in a build, where the portal looks for it', () => {
	const built = join(ROOT, 'dist', 'portal', 'help', '..', '..', 'CHANGELOG.md');
	expect(releasesIn(readFileSync(built, 'utf8'))[0]?.parts[0]?.items.length).toBeGreaterThan(100);
});
