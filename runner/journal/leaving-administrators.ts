import type { Db, Queries } from '../database/db';
import { fence, type HeldRun } from './held-run';

/** How far the clocks of two machines may be apart. */
const CLOCKS_MS = 5_000;

/** The last administrator who can sign in must not go. One line, for people. */
export class LastAdministratorError extends Error {
	override readonly name = 'LastAdministratorError';
}

/**
 * Lets a Global Administrator's offboarding through, if somebody is left who can sign in and is not on the way out
 * themselves. One at a time in each tenant: of the last two, whoever comes second is refused, whichever process asks.
 *
 * @param others object ids of the other Global Administrators who could sign in
 * @param readAt when that was read: whoever ended since may still have been counted
 * @returns false when nobody would be left
 * @throws LeaseLostError
 */
export async function letAdministratorGo(
	db: Db,
	held: HeldRun,
	employeeId: string,
	{ others, readAt }: { readonly others: readonly string[]; readonly readAt: Date },
): Promise<boolean> {
	const tenantId = held.tenantId;
	return await db.transaction().execute(async (tx) => {
		await countAlone(tx, tenantId);
		await fence(tx, held);
		const going = await goingBesides(tx, held, readAt);
		if (others.every((id) => going.has(id.toLowerCase()))) return false;
		await tx
			.insertInto('leaving_administrator')
			.values({
				run_id: held.id,
				tenant_id: tenantId,
				employee_id: employeeId.toLowerCase(),
				at: new Date().toISOString(),
			})
			.onConflict((conflict) => conflict.column('run_id').doNothing())
			.execute();
		return true;
	});
}

/** Until the transaction ends, nobody else counts the administrators of this tenant. */
async function countAlone(tx: Queries, tenantId: string): Promise<void> {
	await tx
		.insertInto('administrator_guard')
		.values({ tenant_id: tenantId, version: 1 })
		.onConflict((conflict) =>
			conflict
				.column('tenant_id')
				.doUpdateSet((eb) => ({ version: eb('administrator_guard.version', '+', 1) })),
		)
		.execute();
}

/** Who was let through before: their runs are under way, or ended so late that they may have been counted still. */
async function goingBesides(
	tx: Queries,
	held: HeldRun,
	readAt: Date,
): Promise<ReadonlySet<string>> {
	const rows = await tx
		.selectFrom('leaving_administrator')
		.innerJoin('run', 'run.id', 'leaving_administrator.run_id')
		.select(['leaving_administrator.employee_id', 'run.active', 'run.finished_at'])
		.where('leaving_administrator.tenant_id', '=', held.tenantId)
		.where('leaving_administrator.run_id', '!=', held.id)
		.execute();
	const since = new Date(readAt.getTime() - CLOCKS_MS).toISOString();
	return new Set(
		rows
			.filter(({ active, finished_at }) => active === 1 || (finished_at ?? '') >= since)
			.map(({ employee_id }) => employee_id),
	);
}
