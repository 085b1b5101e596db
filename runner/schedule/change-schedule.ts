import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import type { KeptConnections } from '../connections/kept-connections';
import { dbNow } from '../database/concurrency';
import type { Db, Queries } from '../database/db';
import type { ScheduleRow } from '../database/schedule-schema';
import type { LookUpRequest } from '../execution/look-up';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { changedWords, changesBetween, type Chosen } from './schedule-changes';
import { ScheduleError } from './schedule-error';
import { tooLate } from './schedule-refusals';
import { scheduleOf, type Schedule } from './schedule-record';
import { scheduleVersion } from './schedule-version';

/** What a schedule shall say instead, as a person asks for it. */
export interface ScheduleChange extends Chosen {
	/** Of what that person has read. See `scheduleVersion`. */
	readonly version: string;
	/** Whoever asks for it so: from then on it is asked for by them. */
	readonly requestedBy: string | null;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
	/** What belongs into the transaction that changes it; when it throws, nothing is changed. */
	readonly together?: (tx: Queries, id: string) => Promise<void>;
}

interface ChangeParts {
	readonly db: Db;
	readonly lookUp: (request: LookUpRequest) => Promise<Offboarding>;
	readonly connections: KeptConnections;
}

/**
 * Changes what one person's schedule says, but its time and its person, until it starts. Both are looked up first, as for
 * a new one, by the connection that is kept for it. Reads only in the tenant. What says the same already stays as it is.
 *
 * @throws LookUpRefused for whom a run would be refused; ScheduleError where it is no such schedule, has started or
 * ended, waits for an answer, or says something else than was read; GraphFailure, ConnectionError, KeyError
 */
export async function changeSchedule(
	{ db, lookUp, connections }: ChangeParts,
	id: string,
	wanted: ScheduleChange,
): Promise<Schedule> {
	const row = await db.selectFrom('schedule').selectAll().where('id', '=', id).executeTakeFirst();
	const { connection_id, employee_id, break_glass_json } = openRow(row, id);
	const { manager } = await lookUp({
		connection: await connections.open(connection_id),
		...{ user: employee_id, manager: wanted.manager },
		breakGlass: JSON.parse(break_glass_json) as string[],
	});
	// By object id, as for a new one: a name may belong to somebody else by then.
	const named = wanted.manager === null ? null : (manager?.id ?? wanted.manager);
	return await db
		.transaction()
		.execute((tx) => changeIn(db, tx, id, { ...wanted, manager: named }));
}

/** The row is the lock: whoever else changes it waits, and so does the runner whose moment has come. */
async function changeIn(
	db: Db,
	tx: Queries,
	id: string,
	wanted: ScheduleChange,
): Promise<Schedule> {
	const held = await tx
		.updateTable('schedule')
		.set((eb) => ({ state: eb.ref('state') }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirst();
	const before = scheduleOf(openRow(held, id));
	const changes = changesBetween(before, wanted);
	// A button that was pressed twice.
	if (Object.keys(changes).length === 0) return before;
	if (scheduleVersion(before) !== wanted.version) {
		const says = `${id} was changed meanwhile. Read it as it is now. Nothing was changed.`;
		throw new ScheduleError(says, 'otherNow');
	}
	await wanted.together?.(tx, id);
	const row = await tx
		.updateTable('schedule')
		.set({ ...columnsOf(wanted), created_at: await dbNow(tx) })
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirstOrThrow();
	const after = scheduleOf(row);
	const facts = { what: changedWords(changes), ...devicesIn(before, after) };
	const by = { actor: wanted.actor ?? wanted.requestedBy, facts, changed: changes };
	await auditOf(db).append(tx, [scheduleEntry('schedule.changed', after, by)]);
	return after;
}

function columnsOf({ manager, ticket, caseFacts, choices, requestedBy }: ScheduleChange) {
	return {
		...{ manager, ticket, requested_by: requestedBy },
		case_json: caseFacts && JSON.stringify(caseFacts),
		choices_json: choices && JSON.stringify(choices),
	};
}

/** In clear: whether more is erased by it may be asked long after the names are gone. */
function devicesIn(before: Schedule, after: Schedule) {
	const of = ({ choices }: Schedule) => choices?.devicePolicy ?? 'wipeCompany';
	return { devices: of(after), devicesBefore: of(before) };
}

function openRow(row: ScheduleRow | undefined, id: string): ScheduleRow {
	if (!row) {
		const says = `There is no schedule ${id}. offboardiq schedule list shows them.`;
		throw new ScheduleError(says, 'unknown');
	}
	if (row.people !== null) {
		throw new ScheduleError(`${id} is a list. Change who is on it, or cancel it.`, 'noList');
	}
	if (row.state === 'pending') return row;
	if (row.state !== 'needs_confirmation') throw tooLate(scheduleOf(row), 'changed');
	const says = `${id} waits for an answer. Confirm it or give it another time first. Nothing was changed.`;
	throw new ScheduleError(says, 'held');
}
