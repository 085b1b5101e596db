import { describe, expect, it } from 'vitest';
import { isPublicDomain, parseEmail } from '../../../portal/accounts/email-address';

describe('a mail address', () => {
	it.each([
		['priya.nair@kestrel-it.co.uk', 'kestrel-it.co.uk'],
		['  Priya.Nair@KESTREL-IT.co.uk ', 'kestrel-it.co.uk'],
		['zoë@x.example', null],
		['a@bücher.example', 'xn--bcher-kva.example'],
		['a@xn--bcher-kva.example', 'xn--bcher-kva.example'],
		// Fullwidth signs become what they look like; a Cyrillic o stays another letter.
		['a＠corp．com', 'corp.com'],
		['a@cоrp.com', 'xn--crp-sed.com'],
		['a@corp。com', 'corp.com'],
		['a@corp｡com', 'corp.com'],
	])('%s is at %s', (text, domain) => {
		expect(parseEmail(text)?.domain ?? null).toBe(domain);
	});

	it.each([
		'a@corp.com.',
		'"a@corp.com"@evil.io',
		'a@corp.com@evil.io',
		'a(comment)@corp.com',
		'a@corp.com,b@evil.io',
		'a@corp.com\r\nBcc: b@evil.io',
		'a@corp.com\0',
		'a b@corp.com',
		'@corp.com',
		'a@',
		'a@localhost',
		'a@127.0.0.1',
		`${'a'.repeat(65)}@corp.com`,
		`a@${'b'.repeat(320)}.com`,
		'',
	])('%j is none', (text) => {
		expect(parseEmail(text)).toBeNull();
	});

	it('is one person with and without what follows a plus', () => {
		expect(parseEmail('Ada+news@corp.com')?.key).toBe(parseEmail('ada@corp.com')?.key);
	});

	it('at a mailbox provider is private', () => {
		expect(isPublicDomain('gmail.com')).toBe(true);
		expect(isPublicDomain('kestrel-it.co.uk')).toBe(false);
	});
});
