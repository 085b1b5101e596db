import { expect, it } from 'vitest';
import { htmlOf, wordsOf } from '../../../nodes/SetOutOfOffice/replyText';
import { defaultReply } from '../../../nodes/shared/step/defaultReply';

it.each([
	["Maeve O'Brien", '<p>Maeve O&#39;Brien</p>'],
	['<script>alert(1)</script>', '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'],
	['"><img src=x onerror=y>', '<p>&quot;&gt;&lt;img src=x onerror=y&gt;</p>'],
	['={{ $env.SECRET }} & co', '<p>={{ $env.SECRET }} &amp; co</p>'],
	['&lt;b&gt;', '<p>&amp;lt;b&amp;gt;</p>'],
	['two\r\nlines\nhere', '<p>two<br>lines<br>here</p>'],
	['王小明 Łukasiewicz', '<p>王小明 Łukasiewicz</p>'],
])('writes %j as text, never as markup', (text, html) => {
	expect(htmlOf(text)).toBe(html);
});

it('compares by words, because Exchange wraps what it is given', () => {
	const text = 'O\'Brien <left> & "gone"';
	const stored = `<html>\r\n<head></head>\r\n<body>\r\n${htmlOf(text)}\r\n</body>\r\n</html>\r\n`;
	expect(wordsOf(stored)).toBe(text);
	expect(wordsOf(htmlOf(text))).toBe(wordsOf(stored));
	expect(wordsOf(htmlOf('other'))).not.toBe(wordsOf(stored));
});

it('names a manager only who can be written to', () => {
	const employee = { displayName: 'Adele Vance' } as Parameters<typeof defaultReply>[0];
	const manager = { displayName: 'Miriam Graham', mail: 'm@x.example' } as Parameters<
		typeof defaultReply
	>[1];
	expect(defaultReply(employee, manager)).toContain('Miriam Graham at m@x.example');
	const off = manager && { ...manager, accountEnabled: false };
	expect(defaultReply(employee, off)).toBe(defaultReply(employee, null));
	expect(defaultReply(employee, null)).toBe(
		'Adele Vance no longer works here. This mailbox is no longer read.',
	);
});
