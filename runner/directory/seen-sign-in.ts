import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { UndoItem } from '../../nodes/shared/undo/undoItem';
import type { Queries } from '../database/db';
import { kindOf } from './person';

/** Somebody, by object id, and the tenant they are in. */
interface Account {
	readonly tenantId: string;
	readonly userId: string;
}

/**
 * Writes into every list of a tenant how somebody's sign-in stands, as it was just read back: until the next sync the
 * list would say of a leaver that they may sign in. Whoever is in no list stays in none; twice is as good as once.
 */
export async function seenSignIn(
	tx: Queries,
	{ tenantId, userId }: Account,
	isOn: boolean,
): Promise<void> {
	const account_enabled = isOn ? 1 : 0;
	const lists = await tx
		.selectFrom('directory_sync')
		.select(['tenant_id', 'scope'])
		.where('tenant_id', '=', tenantId.toLowerCase())
		.execute();
	for (const { tenant_id, scope } of lists) {
		const person = await tx
			.selectFrom('directory_person')
			.selectAll()
			.where('tenant_id', '=', tenant_id)
			.where('scope', '=', scope)
			.where('object_id', '=', userId)
			.where('kind', '!=', 'removed')
			.executeTakeFirst();
		if (!person || person.account_enabled === account_enabled) continue;
		await tx
			.updateTable('directory_person')
			.set({ account_enabled, kind: kindOf({ ...person, account_enabled }) })
			.where('tenant_id', '=', tenant_id)
			.where('scope', '=', scope)
			.where('object_id', '=', userId)
			.execute();
		// Whoever has counted the list counts it anew.
		await tx
			.updateTable('directory_sync')
			.set((eb) => ({ seen_between: eb('seen_between', '+', 1) }))
			.where('tenant_id', '=', tenant_id)
			.where('scope', '=', scope)
			.execute();
	}
}

/** Whether a step has turned sign-in off and seen that it is. */
export const isSeenOff = ({ key, items }: StepOutcome): boolean =>
	key === 'disableAccount' &&
	items.some(({ after, status, verified }) => after === 'false' && status === 'done' && verified);

/** Whether an undo has seen that sign-in is on. */
export const isSeenOn = (items: readonly UndoItem[]): boolean =>
	items.some(
		({ step, status }) =>
			step === 'disableAccount' && (status === 'done' || status === 'alreadySo'),
	);
