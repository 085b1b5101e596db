import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DELETED } from '../../nodes/shared/step/deletedMeanwhile';
import { STEPS } from '../../nodes/shared/step/vocabulary';
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

	it.each([
		['deleted-meanwhile', 'resetPassword', []],
		// The laptop is there without its user: it was asked for, and that is what the step says.
		['deleted-late', 'wipeDevices', ['wipeDevices']],
	] as const)('%s: every step from %s on says so in the same words', (name, first, except) => {
		const { steps } = accounts.find((account) => account.name === name) ?? { steps: [] };
		const from = STEPS.findIndex(({ key }) => key === first);
		const concerned = STEPS.flatMap(({ key, title }, at) =>
			at < from || key === 'compliancePdf' || except.some((one) => one === key) ? [] : [title],
		);
		const saying = steps.filter(({ reason }) => reason === DELETED).map(({ title }) => title);
		expect(saying).toEqual(concerned);
		const sentences = steps.flatMap(({ reason, items }) => [reason, ...items.map((i) => i.reason)]);
		expect(sentences.filter((said) => said?.startsWith('Nothing to do'))).toEqual([]);
	});

	// When this fails although the steps are right: npm run docs:accounts
	it('stands in docs/accounts.md as the steps say it today', () => {
		expect(accounts).toHaveLength(NAMED_TENANTS.length);
		expect(readFileSync(PAGE, 'utf8')).toBe(accountsPage(accounts));
	});
});
