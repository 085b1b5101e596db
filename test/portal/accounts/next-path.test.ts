import { expect, it } from 'vitest';
import { nextPath } from '../../../portal/accounts/next-path';

it.each(['/employees?q=ada', '/offboardings/SIM-2026-000001'])('%s is ours', (path) => {
	expect(nextPath(path)).toBe(path);
});

it.each([
	'//evil.io',
	'/\\evil.io',
	'/%2f%2fevil.io',
	'/%5cevil.io',
	'https://evil.io',
	'javascript:alert(1)',
	'/a\nb',
	'/auth/signin',
	'',
])('%j leads to the start', (path) => {
	expect(nextPath(path)).toBe('/');
});
