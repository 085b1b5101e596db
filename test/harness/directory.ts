import type { Browser, TestPortal } from './portal';

/** The tenant that somebody works in, as their page of integrations says. */
export async function tenantIdOf(browser: Browser): Promise<string> {
	const page = (await browser.get('/settings/integrations')).text;
	return /<code>([0-9a-f-]{36})<\/code>/.exec(page)?.[1] ?? '';
}

/** The address of somebody of the simulated directory. */
export const addressOf = (alias: string): string => `${alias}@rehearsal.example`;

/** Somebody's object id. */
export async function idOf(browser: Browser, alias: string): Promise<string> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

/** Who was an employee of a portal's tenant when it was asked first: whoever left since can be offboarded again. */
const KNOWN = new WeakMap<TestPortal, readonly string[]>();

/** The addresses of so many employees, once they have been synced. */
export async function employees(
	portal: TestPortal,
	browser: Browser,
	count: number,
): Promise<string[]> {
	const known = KNOWN.get(portal) ?? [];
	if (known.length >= count) return known.slice(0, count);
	const tenantId = await tenantIdOf(browser);
	for (;;) {
		const found = await portal.runner.directory.people({
			...{ tenantId, group: null, search: '', limit: 100 },
		});
		const now = found.people.flatMap(({ userPrincipalName, kind }) =>
			kind === 'employee' && userPrincipalName ? [userPrincipalName] : [],
		);
		const names = [...new Set([...known, ...now])];
		if (names.length >= count) {
			KNOWN.set(portal, names);
			return names.slice(0, count);
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

/** As if a plan covered them: the trial covers ten. */
export async function cover(
	portal: TestPortal,
	browser: Browser,
	names: readonly string[],
): Promise<void> {
	const tenant_id = await tenantIdOf(browser);
	const { db, directory } = portal.runner;
	const tenant = (await db
		.selectFrom('tenant' as never)
		.selectAll()
		.where('tenant_id' as never, '=', tenant_id as never)
		.executeTakeFirstOrThrow()) as { organisation_id: string };
	for (const name of names) {
		const person = await directory.named({ tenantId: tenant_id, group: null }, name);
		await db
			.insertInto('covered_employee' as never)
			.values({
				...{ organisation_id: tenant.organisation_id, tenant_id, employee_id: person?.id ?? '' },
				...{ simulated: 1, covered_at: '2026-01-01T00:00:00.000Z' },
			})
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	}
}
