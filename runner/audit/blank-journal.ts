import type { Queries } from '../database/db';
import type { PersonFound } from './find-subject';

/** What stands where a name was. */
export const ERASED = '(erased)';

/**
 * Takes out of the journal what it says of a person. What stays: that there was a run, when it began and how it ended,
 * how each step ended, how often something was sent, and the claims on devices, so that nothing is wiped a second time.
 */
export async function blankJournal(tx: Queries, person: PersonFound): Promise<void> {
	const runs = person.runs.map(({ id }) => id);
	if (runs.length > 0) await blankRuns(tx, runs);
	const schedules = person.schedules.map(({ id }) => id);
	if (schedules.length > 0) await blankSchedules(tx, schedules);
	if (person.objectId === null) return;
	await blankPlanned(tx, person.objectId);
	// The next sync brings back whoever still is in the directory.
	await tx
		.deleteFrom('directory_person')
		.where((eb) => eb(eb.fn<string>('lower', ['object_id']), '=', person.objectId))
		.execute();
}

async function blankRuns(tx: Queries, runs: readonly string[]): Promise<void> {
	await tx
		.updateTable('run')
		.set({
			...{ requested_user: ERASED, requested_manager: null, ticket: null, message: null },
			...{ offboarding_json: null, employee_id: null, report_path: null, wait_reason: null },
			...{ case_json: null, choices_json: null },
		})
		.where('id', 'in', runs)
		.execute();
	await tx.updateTable('step').set({ outcome_json: null }).where('run_id', 'in', runs).execute();
	await tx.updateTable('run_event').set({ data_json: '{}' }).where('run_id', 'in', runs).execute();
	await tx
		.updateTable('effect')
		.set({ path: ERASED, target: null, target_id: null })
		.where('run_id', 'in', runs)
		.execute();
	await tx
		.updateTable('bulk_member')
		.set({ requested_user: ERASED, requested_manager: null, ticket: null, case_json: null })
		.where('run_id', 'in', runs)
		.execute();
	await blankEmptyLists(tx, runs);
	await tx
		.updateTable('addendum')
		.set({ addendum_json: null, report_path: null })
		.where('run_id', 'in', runs)
		.execute();
	// What people say of it may name anybody.
	await tx
		.updateTable('follow_up')
		.set({ device: null, reason: null, by_name: ERASED })
		.where('run_id', 'in', runs)
		.execute();
	await blankUndos(tx, runs);
	await tx.deleteFrom('leaving_administrator').where('run_id', 'in', runs).execute();
}

async function blankUndos(tx: Queries, runs: readonly string[]): Promise<void> {
	await tx
		.updateTable('undo_effect')
		.set({ path: ERASED, target: null, target_id: null })
		.where('undo_id', 'in', (eb) => eb.selectFrom('undo').select('id').where('run_id', 'in', runs))
		.execute();
	await tx
		.updateTable('undo')
		.set({
			...{ employee_id: null, by_name: null, actor: null, reason: null },
			...{ progress_json: null, undo_json: null, report_path: null },
		})
		.where('run_id', 'in', runs)
		.execute();
}

/** What was said of a list as a whole is nobody else's once everybody on it is erased. */
async function blankEmptyLists(tx: Queries, runs: readonly string[]): Promise<void> {
	await tx
		.updateTable('bulk')
		.set({ case_json: null, ticket: null })
		.where('id', 'in', (eb) =>
			eb.selectFrom('bulk_member').select('bulk_id').where('run_id', 'in', runs),
		)
		.where('id', 'not in', (eb) =>
			eb.selectFrom('bulk_member').select('bulk_id').where('requested_user', '!=', ERASED),
		)
		.execute();
}

const nobody = { id: ERASED, userPrincipalName: ERASED, displayName: ERASED };
const identity = JSON.stringify({ ...nobody, employeeId: null, createdAt: null });
const planned = {
	...{ employee_id: ERASED, employee_json: identity },
	...{ manager: null, ticket: null, case_json: null },
};

async function blankSchedules(tx: Queries, schedules: readonly string[]): Promise<void> {
	await tx
		.updateTable('schedule')
		.set({
			...{ employee_id: ERASED, employee_json: identity, found_json: null },
			...{ manager: null, reason: null, ticket: null },
			...{ case_json: null, choices_json: null },
		})
		.where('id', 'in', schedules)
		.execute();
	await tx
		.updateTable('schedule_person')
		.set(planned)
		.where('schedule_id', 'in', schedules)
		.execute();
}

/** Somebody who was on a list that was scheduled: the others on it stay. */
async function blankPlanned(tx: Queries, objectId: string): Promise<void> {
	await tx
		.updateTable('schedule_person')
		.set(planned)
		.where((eb) => eb(eb.fn<string>('lower', ['employee_id']), '=', objectId))
		.execute();
}
