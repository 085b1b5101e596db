import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import { auditOf } from '../audit/audit-of';
import { scheduleEntry } from '../audit/schedule-entries';
import { databaseNow } from '../database/concurrency';
import type { Db, Queries } from '../database/db';
import type { ScheduleRow } from '../database/schedule-schema';
import { holdNumbers } from '../journal/run-number';
import type { Identity } from './identity';
import { holdList, setListed } from './list-on-hold';
import { insertPlanned, plannedPeople, type PlannedPerson } from './planned-person';
import { ScheduleError } from './schedule-error';
import { refuseListed } from './schedule-refusals';
import type { Schedule } from './schedule-record';
import { takenAmong } from './taken';

/** Somebody to put on a list, as they were found in the tenant. */
export type NewOnList = Omit<PlannedPerson, 'added'>;

/** Who puts people on a list that is scheduled, and what holds for them. */
export interface PutOnList {
	readonly people: readonly NewOnList[];
	readonly requestedBy: string | null;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
	/** What a second person has agreed to for everybody who was on it before, where nobody had: who, and when. */
	readonly agreed?: CaseFacts | null;
	/** Told who is on the list, and of these who comes onto it, in the transaction; when it throws, nobody does. */
	readonly together?: (
		tx: Queries,
		id: string,
		on: readonly PlannedPerson[],
		fresh: readonly NewOnList[],
	) => Promise<void>;
}

/** What became of it. */
export interface PutResult {
	readonly schedule: Schedule;
	readonly added: readonly Identity[];
	/** On this very list already, as whoever put them there wrote it. */
	readonly already: readonly Identity[];
}

/**
 * Puts people on a list that has not started, each once, whoever does it at the same moment. Who is on it already stays
 * as they are. May be repeated.
 *
 * @throws ScheduleError: it has started or ended; somebody is scheduled elsewhere, or is being offboarded
 */
export async function putOnList(db: Db, id: string, wanted: PutOnList): Promise<PutResult> {
	return await db.transaction().execute(async (tx) => {
		const now = await databaseNow(tx);
		// As whoever makes a schedule: of the same person on two lists at one moment the second is refused.
		await holdNumbers(tx, 'SCH', now);
		const row = await holdList(tx, id);
		const on = await plannedPeople(tx, id);
		const ids = new Set(on.map(({ employee }) => employee.id));
		const people = [...new Map(wanted.people.map((one) => [one.employee.id, one])).values()];
		const fresh = people.filter(({ employee }) => !ids.has(employee.id));
		await refuseTaken(tx, row.tenant_id, fresh);
		await wanted.together?.(tx, id, on, fresh);
		const at = now.toISOString();
		const added = fresh.map((one) => ({ ...one, added: { by: wanted.requestedBy, at } }));
		await insertPlanned(tx, id, added, await nextPlace(tx, id));
		if (wanted.agreed) await agreeForAll(tx, id, wanted.agreed);
		const facts = withAgreed(row, wanted.agreed ?? null);
		const schedule = await setListed(tx, row, on.length + added.length, facts);
		const result = {
			added: added.map(({ employee }) => employee),
			already: people.flatMap(({ employee }) => (ids.has(employee.id) ? [employee] : [])),
		};
		if (added.length > 0) {
			const actor = wanted.actor ?? wanted.requestedBy;
			const counts = { added: added.length, people: schedule.people };
			const by = { actor, facts: counts, people: result.added };
			await auditOf(db).append(tx, [scheduleEntry('schedule.peopleAdded', schedule, by)]);
		}
		return { schedule, ...result };
	});
}

async function refuseTaken(tx: Queries, tenantId: string, people: readonly NewOnList[]) {
	const ids = people.map(({ employee }) => employee.id);
	await refuseListed(tx, tenantId, ids);
	const taken = await takenAmong(tx, tenantId, ids);
	const who = people.flatMap(({ employee: { id, displayName } }) =>
		taken.has(id) ? [`${displayName} (${taken.get(id)})`] : [],
	);
	if (who.length === 0) return;
	const more = who.length > NAMED ? ` and ${who.length - NAMED} more` : '';
	throw new ScheduleError(
		`Being offboarded already: ${who.slice(0, NAMED).join(', ')}${more}. Leave them out. Nobody was added.`,
		'underWay',
	);
}

/** So many are named; the others are counted. */
const NAMED = 5;

/** The place after the last that was ever given on the list. */
async function nextPlace(tx: Queries, id: string): Promise<number> {
	const { last } = await tx
		.selectFrom('schedule_person')
		.select((eb) => eb.fn.max('position').as('last'))
		.where('schedule_id', '=', id)
		.executeTakeFirstOrThrow();
	return last === null ? 0 : Number(last) + 1;
}

const withAgreed = ({ case_json }: ScheduleRow, agreed: CaseFacts | null): string | null =>
	agreed === null ? case_json : JSON.stringify({ ...factsIn(case_json), ...agreed });

/** Whoever was put on it before, and has facts of their own about who agreed. */
async function agreeForAll(tx: Queries, id: string, agreed: CaseFacts): Promise<void> {
	const rows = await tx
		.selectFrom('schedule_person')
		.select(['position', 'case_json'])
		.where('schedule_id', '=', id)
		.where('added_at', 'is not', null)
		.where('removed_at', 'is', null)
		.execute();
	for (const { position, case_json } of rows) {
		await tx
			.updateTable('schedule_person')
			.set({ case_json: JSON.stringify({ ...factsIn(case_json), ...agreed }) })
			.where('schedule_id', '=', id)
			.where('position', '=', position)
			.execute();
	}
}

const factsIn = (json: string | null): CaseFacts =>
	json === null ? {} : (JSON.parse(json) as CaseFacts);
