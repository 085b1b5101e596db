import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NAMED_TENANTS } from '../../runner/sandbox';
import { accountsPage, type Account } from '../../scripts/accounts/table.mjs';
import { accountOf } from './account-of';
import { rehearseTenant } from './rehearse-tenant';

const PAGE = join(__dirname, '../../docs/accounts.md');

describe('every kind of account', () => {
	const accounts: Account[] = [];

	it.each(NAMED_TENANTS)('$name: what is said is what the tenant shows', async (named) => {
		const { lies, harm, walked } = await rehearseTenant(named);
		accounts.push(accountOf(named, walked));
		expect({ lies, harm }).toEqual({ lies: [], harm: [] });
	});

	// When this fails although the steps are right: npm run docs:accounts
	it('stands in docs/accounts.md as the steps say it today', () => {
		expect(accounts).toHaveLength(NAMED_TENANTS.length);
		expect(readFileSync(PAGE, 'utf8')).toBe(accountsPage(accounts));
	});
});
