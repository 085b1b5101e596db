import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';
import type { Identity } from '../schedule/identity';
import type { PersonFound } from './find-subject';

/** Somebody who is being erased, as a run or a schedule knew them. */
export interface ErasedPerson {
	/** Entra object id, lower case; null where only a name was ever known. */
	readonly id: string | null;
	/** Display names. */
	readonly names: readonly string[];
	/** User principal names and mail addresses. */
	readonly addresses: readonly string[];
}

/**
 * Takes the same people out of tables that are not the runner's own, in the transaction that erases them.
 *
 * @param isAsked somebody asked for it; false: their time was over
 * @throws ErasureError where they may not be erased yet; nothing is erased then
 */
export type ForgetPeople = (
	tx: Queries,
	people: readonly ErasedPerson[],
	isAsked: boolean,
) => Promise<void>;

/** What they were called, read before it is taken out. */
export async function erasedPeople(
	tx: Queries,
	{ objectId, runs, schedules }: PersonFound,
): Promise<readonly ErasedPerson[]> {
	const found = [
		...(await inRuns(tx, idsOf(runs))),
		...(await inSchedules(tx, idsOf(schedules))),
		...(objectId === null ? [] : await inDirectory(tx, objectId)),
		...(objectId === null ? [] : await onLists(tx, objectId)),
	];
	return found.map(({ id, names, addresses }) => ({
		id: id?.toLowerCase() ?? objectId,
		names: names.flatMap((name) => name ?? []),
		addresses: addresses.flatMap((address) => (address?.includes('@') ? address : [])),
	}));
}

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

interface Found {
	readonly id: string | null;
	readonly names: readonly (string | null)[];
	readonly addresses: readonly (string | null)[];
}

async function inRuns(tx: Queries, ids: readonly string[]): Promise<readonly Found[]> {
	if (ids.length === 0) return [];
	const rows = await tx
		.selectFrom('run')
		.select(['id', 'employee_id', 'requested_user', 'offboarding_json'])
		.where('id', 'in', ids)
		.execute();
	return rows.map((row) => {
		const json = row.offboarding_json;
		const who = json === null ? null : fromJsonText<Offboarding>(json, row.id).employee;
		return {
			...{ id: row.employee_id, names: [who?.displayName ?? null] },
			addresses: [row.requested_user, who?.userPrincipalName ?? null, who?.mail ?? null],
		};
	});
}

async function inSchedules(tx: Queries, ids: readonly string[]): Promise<readonly Found[]> {
	if (ids.length === 0) return [];
	const rows = await tx
		.selectFrom('schedule')
		.select(['id', 'employee_id', 'employee_json'])
		// Of a list it is the list that is called something.
		.where('people', 'is', null)
		.where('id', 'in', ids)
		.execute();
	return rows.map((row) => {
		const who = fromJsonText<Identity>(row.employee_json, row.id);
		const { displayName, userPrincipalName } = who;
		return { id: row.employee_id, names: [displayName], addresses: [userPrincipalName] };
	});
}

async function inDirectory(tx: Queries, objectId: string): Promise<readonly Found[]> {
	const rows = await tx
		.selectFrom('directory_person')
		.select(['display_name', 'user_principal_name', 'mail'])
		.where((eb) => eb(eb.fn<string>('lower', ['object_id']), '=', objectId))
		.execute();
	return rows.map(({ display_name, user_principal_name, mail }) => ({
		...{ id: objectId, names: [display_name], addresses: [user_principal_name, mail] },
	}));
}

/** Somebody whose list is scheduled, or was. */
async function onLists(tx: Queries, objectId: string): Promise<readonly Found[]> {
	const rows = await tx
		.selectFrom('schedule_person')
		.select(['schedule_id', 'employee_json'])
		.where((eb) => eb(eb.fn<string>('lower', ['employee_id']), '=', objectId))
		.execute();
	return rows.map(({ schedule_id, employee_json }) => {
		const { displayName, userPrincipalName } = fromJsonText<Identity>(employee_json, schedule_id);
		return { id: objectId, names: [displayName], addresses: [userPrincipalName] };
	});
}
