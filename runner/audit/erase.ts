import { rm } from 'node:fs/promises';
import type { Db, Queries } from '../database/db';
import { auditOf } from './audit-of';
import { blankJournal } from './blank-journal';
import { erasedPeople, type ForgetPeople } from './erased-people';
import { ErasureError, findPerson, type PersonFound } from './find-subject';
import { laterReports, refuseUndoing } from './later-records';
import { LOCAL } from './organisation';

/** Who erases, and why, for the log. */
export interface Erasure {
	/** Left out: the process itself. */
	readonly actor: string | null | undefined;
	readonly reason: 'request' | 'retention';
	/** Takes them out of what others keep in this database; null: nobody keeps more. */
	readonly forget: ForgetPeople | null;
}

/** What was erased. */
export interface Erased {
	readonly runs: readonly string[];
	readonly schedules: readonly string[];
	/** How many PDFs were deleted. */
	readonly reports: number;
}

/**
 * Finds what would be erased.
 *
 * @param asked object id or user principal name
 * @throws ErasureError when nothing may be erased: a legal hold, or an offboarding that has not ended
 */
export async function erasable(db: Db, asked: string): Promise<PersonFound> {
	const person = await findPerson(db, asked);
	await refuseOnHold(
		db,
		[...person.runs, ...person.schedules, ...(person.onLists ?? [])].map(({ id }) => id),
	);
	const open = person.runs.find(({ status }) => status === 'running' || status === 'waiting');
	if (open) {
		throw new ErasureError(
			`${open.id} is about them and has not ended. Wait for it, or cancel it: offboardiq runs cancel ${open.id}.`,
		);
	}
	await refuseUndoing(db, person);
	const all = [...person.schedules, ...(person.onLists ?? [])];
	const planned = all.find(({ active }) => active === 1);
	if (!planned) return person;
	throw new ErasureError(
		`${planned.id} is about them and is still to come. Cancel it first: offboardiq schedule cancel ${planned.id}.`,
	);
}

/**
 * Erases what is kept about a person: the keys of what the audit log says of them are destroyed, the journal is blanked,
 * their records are deleted. See `cleanFile` for what the database's own files still hold. That it was done stays in the log, and its chain stays whole. May be repeated.
 *
 * @throws ErasureError
 */
export async function erase(
	db: Db,
	person: PersonFound,
	{ actor, reason, forget }: Erasure,
): Promise<Erased> {
	// First: when what follows fails, the next try still knows where they were.
	const reports = (await deleteReports(person)) + (await deleteLater(db, person));
	const names = [...person.runs, ...person.schedules].map(({ id }) => id);
	const runs = person.runs.map(({ id }) => id);
	const schedules = person.schedules.map(({ id }) => id);
	const lists = (person.onLists ?? []).map(({ id }) => id);
	await db.transaction().execute(async (tx) => {
		if (forget) await forget(tx, await erasedPeople(tx, person), reason === 'request');
		await blankJournal(tx, person);
		const who = actor === undefined ? {} : { actor };
		for (const [organisation, keys] of await destroyKeys(tx, names, lists)) {
			const mine = (ids: readonly string[]) => ids.filter((id) => keys.runs.has(id));
			const facts = {
				...{
					reason,
					subjects: keys.subjects,
					runs: mine(runs),
					schedules: mine([...schedules, ...lists]),
				},
				reports: person.runs.filter((run) => run.report_path && keys.runs.has(run.id)).length,
			};
			await auditOf(db).append(tx, [{ type: 'audit.erased', ...who, facts }], organisation);
		}
	});
	for (const name of names) auditOf(db).forget(name);
	return { runs, schedules, reports };
}

async function refuseOnHold(db: Queries, names: readonly string[]): Promise<void> {
	const held = await db
		.selectFrom('audit_log')
		.leftJoin('audit_subject', 'audit_subject.organisation', 'audit_log.organisation')
		.select('audit_log.organisation')
		.where('audit_log.legal_hold', '=', 1)
		.where((eb) =>
			eb.or([eb('audit_subject.run', 'in', names), eb('audit_log.organisation', '=', LOCAL)]),
		)
		.limit(1)
		.executeTakeFirst();
	if (!held) return;
	throw new ErasureError(
		'A legal hold is on: nothing may be erased. offboardiq audit settings --legal-hold off ends it.',
	);
}

interface Destroyed {
	readonly runs: Set<string>;
	readonly subjects: string[];
}

/**
 * By whose log they are in, in an order that everybody keeps who writes into several.
 *
 * @param lists of whose schedules the log names nobody: their keys stay
 */
async function destroyKeys(
	tx: Queries,
	names: readonly string[],
	lists: readonly string[],
): Promise<readonly (readonly [string, Destroyed])[]> {
	const subjects = tx.updateTable('audit_subject');
	const rows =
		names.length === 0
			? []
			: await subjects
					.set({ sealed: null, erased_at: new Date().toISOString() })
					.where('run', 'in', names)
					.returning(['organisation', 'run', 'id'])
					.execute();
	const named = await organisationsOf(tx, lists);
	const destroyed = new Map<string, Destroyed>();
	for (const { organisation, run, id } of rows) {
		const mine = destroyed.get(organisation) ?? { runs: new Set(), subjects: [] };
		destroyed.set(organisation, mine);
		mine.runs.add(run);
		mine.subjects.push(id);
	}
	for (const { organisation, run } of named) {
		const mine = destroyed.get(organisation) ?? { runs: new Set(), subjects: [] };
		destroyed.set(organisation, mine);
		mine.runs.add(run);
	}
	for (const { subjects } of destroyed.values()) subjects.sort();
	return [...destroyed].sort(([one], [other]) => (one < other ? -1 : 1));
}

async function organisationsOf(tx: Queries, names: readonly string[]) {
	if (names.length === 0) return [];
	return await tx
		.selectFrom('audit_subject')
		.select(['organisation', 'run'])
		.where('run', 'in', names)
		.execute();
}

async function deleteReports({ runs }: PersonFound): Promise<number> {
	let count = 0;
	for (const { report_path } of runs) {
		if (report_path === null) continue;
		await rm(report_path, { force: true });
		count += 1;
	}
	return count;
}

async function deleteLater(db: Queries, person: PersonFound): Promise<number> {
	const paths = await laterReports(db, person);
	for (const path of paths) await rm(path, { force: true });
	return paths.length;
}
