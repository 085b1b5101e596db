import type { Queries } from '../database/db';
import { newOrigin, type FolderKey } from './keys';
import { takeNumbers, type TakenHead } from './log-rows';
import { organisationOfTenant, type Home } from './organisation';

/** Begins the log of an organisation, and gives away its first numbers. */
export async function beginLog(
	tx: Queries,
	folder: FolderKey,
	home: Home,
	count: number,
): Promise<TakenHead> {
	const organisation =
		'tenant' in home ? await organisationOfTenant(tx, home.tenant) : home.organisation;
	const origin = await newOrigin(tx, folder, organisation);
	await tx
		.insertInto('audit_log')
		.values({ organisation, origin, size: 0, retention_days: null, legal_hold: 0 })
		.onConflict((conflict) => conflict.column('organisation').doNothing())
		.execute();
	const head = await takeNumbers(tx, { organisation }, count);
	if (head) return head;
	throw new Error('The audit log was begun and is not there.');
}
