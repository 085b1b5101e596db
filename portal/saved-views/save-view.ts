import { randomUUID } from 'node:crypto';
import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import type { FieldError } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { can } from '../team/roles';
import { LISTS, type ListKey } from './lists';
import { mayShare, viewsOf, type SavedView } from './saved-views';
import { nameKeyOf, type ViewForm } from './view-form';

/** Of one list, and apart from those that everybody has. */
const MOST = 20;

type Fields = Readonly<Record<string, string>>;
type Saved = { readonly id: string } | { readonly errors: readonly FieldError[] };

/**
 * Keeps the state of a list under a name.
 *
 * @param fields what the list itself understood
 * @throws HttpError 403
 */
export async function saveView(
	services: Services,
	member: Member,
	list: ListKey,
	fields: Fields,
	form: ViewForm,
): Promise<Saved> {
	if (!can(member.role, LISTS[list].permission)) throw refused();
	if (Object.keys(fields).length === 0) return wrong(NOTHING_TO_KEEP);
	const isShared = form.isShared === 'yes';
	if (isShared && !mayShare(member)) throw refused();
	return await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, member.organisation.id);
		const faults = faultsOf(await viewsOf(tx, member, list), null, form);
		if (faults) return faults;
		const id = randomUUID();
		const row = {
			...{ id, organisation_id: member.organisation.id, account_id: member.accountId, list },
			...{ name: form.name, name_key: nameKeyOf(form.name), is_shared: isShared ? 1 : 0 },
			...{ fields_json: JSON.stringify(fields), changed_at: services.now().toISOString() },
		};
		await tx.insertInto('saved_view').values(row).execute();
		await setDefault(tx, member, { id, list }, form.isDefault === 'yes');
		if (isShared) await note(services, tx, member, 'made', list);
		return { id };
	});
}

/** Changes its name, who has it, and whether the list opens with it. @throws HttpError 403, 404 */
export async function changeView(
	services: Services,
	member: Member,
	id: string,
	form: ViewForm,
): Promise<Saved> {
	return await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, member.organisation.id);
		const { view, others } = await oneView(tx, member, id);
		const isShared = form.isShared === 'yes';
		if (view.mayChange) {
			if (isShared && !mayShare(member)) throw refused();
			const faults = faultsOf(others, view, form);
			if (faults) return faults;
			await update(services, tx, member, view, { ...form, isShared });
		}
		await setDefault(tx, member, view, form.isDefault === 'yes');
		return { id };
	});
}

async function update(
	services: Services,
	tx: Queries,
	member: Member,
	{ id, list, ...before }: SavedView,
	{ name, isShared }: { readonly name: string; readonly isShared: boolean },
): Promise<void> {
	if (name === before.name && isShared === before.isShared) return;
	// Taken back from everybody, it is whose who did so.
	const isTakenBack = before.isShared && !isShared;
	await tx
		.updateTable('saved_view')
		.set({ name, name_key: nameKeyOf(name), is_shared: isShared ? 1 : 0 })
		.set({ changed_at: services.now().toISOString() })
		.$if(isTakenBack, (query) => query.set({ account_id: member.accountId }))
		.where('id', '=', id)
		.where('organisation_id', '=', member.organisation.id)
		.execute();
	if (isTakenBack) {
		await tx
			.deleteFrom('saved_view_default')
			.where('view_id', '=', id)
			.where('organisation_id', '=', member.organisation.id)
			.where('account_id', '!=', member.accountId)
			.execute();
	}
	if (!isShared && !before.isShared) return;
	const what = isTakenBack ? 'taken back' : before.isShared ? 'changed' : 'made';
	await note(services, tx, member, what, list);
}

/** Deletes one; lists that opened with it open whole. @throws HttpError 403, 404 */
export async function deleteView(services: Services, member: Member, id: string): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, member.organisation.id);
		const { view } = await oneView(tx, member, id);
		if (!view.mayChange) throw refused();
		for (const [table, column] of [
			['saved_view_default', 'view_id'],
			['saved_view', 'id'],
		] as const) {
			await tx
				.deleteFrom(table)
				.where(column, '=', id)
				.where('organisation_id', '=', member.organisation.id)
				.execute();
		}
		if (view.isShared) await note(services, tx, member, 'deleted', view.list);
	});
}

/** A view that somebody has, and the others of its list. @throws HttpError 404 for every other */
async function oneView(tx: Queries, member: Member, id: string) {
	const all = await viewsOf(tx, member);
	const view = all.find((one) => one.id === id);
	if (!view) throw notFound();
	return { view, others: all.filter(({ list }) => list === view.list) };
}

/** What is wrong with a name or a number among the views that somebody has of a list; null: nothing. */
function faultsOf(
	all: readonly SavedView[],
	view: SavedView | null,
	{ name, isShared }: ViewForm,
): Saved | null {
	const others = all.filter(({ id }) => id !== view?.id);
	const isTaken = others.some((one) => nameKeyOf(one.name) === nameKeyOf(name));
	if (isTaken) return wrong('Another view of this list has this name. Choose another one.');
	const alike = others.filter((one) => one.isShared === (isShared === 'yes'));
	const whose = isShared === 'yes' ? 'The organisation has' : 'You have';
	return alike.length < MOST
		? null
		: wrong(`${whose} ${MOST} views of this list. Delete one first.`);
}

async function setDefault(
	tx: Queries,
	{ organisation, accountId }: Member,
	{ id, list }: Pick<SavedView, 'id' | 'list'>,
	isDefault: boolean,
): Promise<void> {
	const own = tx
		.deleteFrom('saved_view_default')
		.where('account_id', '=', accountId)
		.where('organisation_id', '=', organisation.id)
		.where('list', '=', list);
	if (!isDefault) return void (await own.where('view_id', '=', id).execute());
	await own.execute();
	const row = { account_id: accountId, organisation_id: organisation.id, list, view_id: id };
	await tx.insertInto('saved_view_default').values(row).execute();
}

async function note(
	services: Services,
	tx: Queries,
	{ accountId: by, organisation }: Member,
	what: string,
	list: ListKey,
): Promise<void> {
	const act = { type: 'organisation.savedView', by, facts: { what, list } } as const;
	await recordAct(services, tx, organisation.id, act);
}

const NOTHING_TO_KEEP =
	'The list is whole and in its usual order. Search, filter or sort it first, or choose columns.';
const wrong = (says: string): Saved => ({ errors: [{ field: 'name', says }] });
const refused = (): HttpError => new HttpError(403, 'Your role does not allow this.');
