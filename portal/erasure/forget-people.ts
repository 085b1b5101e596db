import { ErasureError, type ErasedPerson, type RunnerQueries } from '../../runner';
import type { FrozenWish } from '../approvals/approval-record';
import type { Queries } from '../database/schema';
import { isNamedIn, searchesFor } from './is-about';

/**
 * Takes people who are erased out of what the portal keeps: views that are about them, mails that wait to be sent, and
 * what was asked for about them and is decided. May be repeated, and where no portal was ever there it does nothing.
 *
 * @param isAsked somebody asked for it; false: their time was over
 * @throws ErasureError while a second person is still asked about them
 */
export async function forgetPeople(
	runnerTx: RunnerQueries,
	people: readonly ErasedPerson[],
	isAsked: boolean,
): Promise<void> {
	// The same database: what the two schemas call their tables differs.
	const tx = runnerTx as unknown as Queries;
	const tables = new Set((await runnerTx.introspection.getTables()).map(({ name }) => name));
	if (tables.has('approval')) await forgetWishes(tx, people, isAsked);
	if (tables.has('saved_view')) await forgetViews(tx, people, isAsked);
	if (tables.has('outgoing_mail')) await forgetMails(tx, people);
}

async function forgetWishes(
	tx: Queries,
	people: readonly ErasedPerson[],
	isAsked: boolean,
): Promise<void> {
	const ids = new Set(people.flatMap(({ id }) => id ?? []));
	const rows = await tx
		.selectFrom('approval')
		.select(['id', 'state', 'wish_json'])
		.where('wish_json', '!=', '')
		.execute();
	for (const { id, state, wish_json } of rows) {
		const { members } = JSON.parse(wish_json) as FrozenWish;
		if (!members.some(({ user }) => ids.has(user.toLowerCase()))) continue;
		if (state !== 'waiting') {
			await tx.updateTable('approval').set({ wish_json: '' }).where('id', '=', id).execute();
		} else if (isAsked) {
			throw new ErasureError(
				'A second person is still asked about an offboarding of theirs. Decline or withdraw that in the portal first.',
			);
		}
	}
}

/** A view without what it looks for would be another view: it goes as a whole. */
async function forgetViews(
	tx: Queries,
	people: readonly ErasedPerson[],
	isAsked: boolean,
): Promise<void> {
	// Whose time is over has namesakes who are still there: only what surely means them goes with it.
	const isFor = isAsked ? searchesFor : isNamedIn;
	const rows = await tx.selectFrom('saved_view').select(['id', 'name', 'fields_json']).execute();
	for (const { id, name, fields_json } of rows) {
		const { q = '', ...others } = JSON.parse(fields_json) as Record<string, unknown>;
		const rest = [name, ...Object.values(others)].filter((value) => typeof value === 'string');
		const isAbout = (person: ErasedPerson) =>
			(typeof q === 'string' && isFor(q, person)) || rest.some((text) => isNamedIn(text, person));
		if (!people.some(isAbout)) continue;
		await tx.deleteFrom('saved_view_default').where('view_id', '=', id).execute();
		await tx.deleteFrom('saved_view').where('id', '=', id).execute();
	}
}

/** Those that were sent are empty already. What opens an account names nobody but whom it goes to. */
async function forgetMails(tx: Queries, people: readonly ErasedPerson[]): Promise<void> {
	const rows = await tx
		.selectFrom('outgoing_mail')
		.select(['id', 'subject', 'text'])
		.where('sent_at', 'is', null)
		.execute();
	for (const { id, subject, text } of rows) {
		if (!people.some((person) => isNamedIn(`${subject}\n${text}`, person))) continue;
		await tx.deleteFrom('outgoing_mail').where('id', '=', id).execute();
	}
}
