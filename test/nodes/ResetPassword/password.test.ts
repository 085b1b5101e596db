import { expect, it } from 'vitest';
import { randomPassword } from '../../../nodes/ResetPassword/password';

it('makes 1,000 different passwords, each long and of four classes', () => {
	const passwords = Array.from({ length: 1_000 }, randomPassword);
	expect(new Set(passwords).size).toBe(1_000);
	for (const password of passwords) {
		expect(password).toHaveLength(40);
		for (const kind of [/[A-Z].*[A-Z]/, /[a-z].*[a-z]/, /\d.*\d/, /[^A-Za-z0-9].*[^A-Za-z0-9]/]) {
			expect(password).toMatch(kind);
		}
	}
});

it('puts no class in a fixed place', () => {
	const first = Array.from({ length: 400 }, () => randomPassword().charAt(0));
	for (const kind of [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/]) {
		expect(first.some((character) => kind.test(character))).toBe(true);
	}
});
