import type { Queries } from '../database/db';

/** Somebody is being offboarded already; a second offboarding beside it is refused. One line, for people. */
export class ActiveRunError extends Error {
	override readonly name = 'ActiveRunError';

	constructor(readonly runId: string) {
		super(
			`This employee is being offboarded already, in ${runId}. Wait for it, go on with it (offboardiq resume) or cancel it (offboardiq runs cancel ${runId}). Nothing was changed.`,
		);
	}
}

/** What was done to somebody is being undone; an offboarding beside it is refused. One line, for people. */
export class UndoUnderWayError extends Error {
	override readonly name = 'UndoUnderWayError';

	constructor(undoId: string) {
		super(
			`An offboarding of this employee is being undone, in ${undoId}. Wait for its end, then start this one. Nothing was changed.`,
		);
	}
}

/**
 * Throws when another offboarding of the same employee has not ended, or one is being undone. The unique index on active runs holds even
 * where two ask at the same moment.
 */
export async function refuseSecondRun(
	tx: Queries,
	id: string,
	{ tenantId, employeeId }: { readonly tenantId: string; readonly employeeId: string },
): Promise<void> {
	const other = await tx
		.selectFrom('run')
		.select('id')
		.where('tenant_id', '=', tenantId)
		.where('employee_id', '=', employeeId)
		.where('active', '=', 1)
		.where('id', '!=', id)
		.executeTakeFirst();
	if (other) throw new ActiveRunError(other.id);
	const undo = await tx
		.selectFrom('undo')
		.select('id')
		.where('tenant_id', '=', tenantId)
		.where('employee_id', '=', employeeId)
		.where('active', '=', 1)
		.executeTakeFirst();
	if (undo) throw new UndoUnderWayError(undo.id);
}
