import type { Member } from '../accounts/visitor';
import type { Tenant } from '../connection/tenants';
import type { Queries, SavedViewRow } from '../database/schema';
import { addressWith } from '../http/list-filter';
import { can } from '../team/roles';
import { listKeyOf, LISTS, readKept, understood, type ListKey } from './lists';

/** The state of a list under a name, as whoever looks has it. */
export interface SavedView {
	readonly id: string;
	readonly list: ListKey;
	readonly name: string;
	/** As it was kept; see `fieldsOf`. */
	readonly kept: Readonly<Record<string, unknown>>;
	/** Everybody of the organisation has it. */
	readonly isShared: boolean;
	/** For whoever looks the list opens with it. */
	readonly isDefault: boolean;
	/** Whether whoever looks may give it another name, or delete it. */
	readonly mayChange: boolean;
}

/** Who may give a view to everybody, and change one that everybody has. */
export const mayShare = ({ role }: Pick<Member, 'role'>): boolean =>
	can(role, 'organisation:manage');

/** Somebody's own views and those that everybody has, by list and name; of lists that they may see. */
export async function viewsOf(
	db: Queries,
	{ organisation, accountId, role }: Member,
	list: ListKey | null = null,
): Promise<SavedView[]> {
	let query = db
		.selectFrom('saved_view')
		.leftJoin('saved_view_default', (join) =>
			join
				.onRef('saved_view_default.view_id', '=', 'saved_view.id')
				.on('saved_view_default.organisation_id', '=', organisation.id)
				.on('saved_view_default.account_id', '=', accountId),
		)
		.selectAll('saved_view')
		.select('saved_view_default.view_id as default_id')
		.where('saved_view.organisation_id', '=', organisation.id)
		.where((where) =>
			where.or([where('saved_view.account_id', '=', accountId), where('is_shared', '=', 1)]),
		);
	if (list !== null) query = query.where('saved_view.list', '=', list);
	const rows = await query.orderBy('saved_view.list').orderBy('name_key').execute();
	return rows.flatMap((row) => viewOf(row, { role }) ?? []);
}

function viewOf(
	row: SavedViewRow & { readonly default_id: string | null },
	member: Pick<Member, 'role'>,
): SavedView | null {
	const list = listKeyOf(row.list);
	if (list === null || !can(member.role, LISTS[list].permission)) return null;
	const isShared = row.is_shared === 1;
	return {
		...{ id: row.id, list, name: row.name, isShared, isDefault: row.default_id !== null },
		kept: JSON.parse(row.fields_json) as Record<string, unknown>,
		mayChange: !isShared || mayShare(member),
	};
}

/** What a list understands of a view today: a tenant that is gone narrows nothing any more. */
export const fieldsOf = ({ list, kept }: SavedView, tenants: readonly Tenant[]) =>
	understood(list, readKept(kept), tenants);

/** Where a view leads. */
export const addressOfView = (view: SavedView, tenants: readonly Tenant[]): string =>
	addressWith(LISTS[view.list].path, fieldsOf(view, tenants), wholeOf(view.list));

/** The address of the whole list, also for whom it opens with a view. */
export const wholeOf = (list: ListKey): string => `${LISTS[list].path}?view=all`;

/** What everybody of an organisation has, for an export: how somebody else looks is theirs. */
export async function sharedViewsIn(db: Queries, organisationId: string) {
	const rows = await db
		.selectFrom('saved_view')
		.select(['list', 'name', 'fields_json'])
		.where('organisation_id', '=', organisationId)
		.where('is_shared', '=', 1)
		.orderBy('list')
		.orderBy('name_key')
		.execute();
	return rows.map(({ list, name, fields_json }) => ({
		...{ list, name, fields: JSON.parse(fields_json) as Record<string, unknown> },
	}));
}
