import type { Services } from '../services';
import type { Approval } from './approval-record';

/** The names of who asked and who answered; null for an account that is gone, or nobody. */
export async function peopleIn(
	{ db }: Pick<Services, 'db'>,
	{ askedBy, decidedBy }: Approval,
): Promise<{ readonly askedName: string | null; readonly decidedName: string | null }> {
	const ids = [askedBy, ...(decidedBy === null ? [] : [decidedBy])];
	const rows = await db
		.selectFrom('account')
		.select(['id', 'name'])
		.where('id', 'in', ids)
		.execute();
	const nameOf = (id: string | null) => rows.find((row) => row.id === id)?.name ?? null;
	return { askedName: nameOf(askedBy), decidedName: nameOf(decidedBy) };
}
