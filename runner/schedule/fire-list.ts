import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { NewEntry } from '../audit/acts';
import { scheduleEntry } from '../audit/schedule-entries';
import { insertBulk } from '../bulk/bulk-journal';
import type { Queries } from '../database/db';
import type { ScheduleRow } from '../database/schedule-schema';
import { plannedPeople } from './planned-person';
import { scheduleOf, type Schedule } from './schedule-record';
import { whoseFacts } from './whose-facts';

/** A schedule that has fired, and what the log says of it. */
export interface FiredList {
	readonly schedule: Schedule;
	readonly entries: readonly NewEntry[];
}

/**
 * Makes the list of a schedule whose time has come, in the transaction that marks it as started. It has no owner yet:
 * whoever comes first works on it, all locked out before the rest, as any other list.
 *
 * @param about what holds for everybody on it, as for a schedule of one person
 */
export async function fireList(
	tx: Queries,
	row: ScheduleRow,
	at: Date,
	about: {
		readonly cloud: string;
		readonly reportFolder: string;
		readonly breakGlass: readonly string[];
		readonly caseFacts: CaseFacts;
		readonly choices: StepChoices | null;
	},
): Promise<FiredList> {
	const people = await plannedPeople(tx, row.id);
	const { cloud, reportFolder, breakGlass, choices } = about;
	const { caseFacts, members } = whoseFacts(about.caseFacts, people);
	const asked = {
		...{ tenantId: row.tenant_id, cloud, dryRun: false, requestedBy: row.requested_by },
		...{ ticket: row.ticket, reportFolder, breakGlass, caseFacts, choices },
		actor: `schedule/${row.id}`,
	};
	const { id, entry } = await insertBulk(tx, at, asked, members, null);
	await tx.updateTable('schedule').set({ bulk_id: id }).where('id', '=', row.id).execute();
	const schedule = scheduleOf({ ...row, bulk_id: id });
	return {
		schedule,
		entries: [scheduleEntry('schedule.fired', schedule, { facts: { run: id } }), entry],
	};
}
