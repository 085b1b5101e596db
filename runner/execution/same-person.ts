import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { Queries } from '../database/db';
import { readRun } from '../journal/read-runs';
import type { RunRequest } from '../journal/run-record';

/** A single step is to be tried again for another person, or in another tenant. One line, for people. */
export class OtherPersonError extends Error {
	override readonly name = 'OtherPersonError';
}

/**
 * A try of a single step is about whom the first run was about, and where: an object id of another tenant, or a copy of
 * it, must not be mistaken for the same person.
 *
 * @throws OtherPersonError; nothing was changed then
 */
export async function refuseOtherPerson(
	db: Queries,
	{ only }: Pick<RunRequest, 'only'>,
	{ employee, tenant }: Offboarding,
): Promise<void> {
	if (!only) return;
	const first = (await readRun(db, only.of))?.offboarding;
	const isSame =
		first?.employee.id.toLowerCase() === employee.id.toLowerCase() &&
		first.tenant.id.toLowerCase() === tenant.id.toLowerCase();
	if (isSame) return;
	throw new OtherPersonError(
		`This is not the person and the tenant of ${only.of}. Use the connection of that tenant. Nothing was changed.`,
	);
}
