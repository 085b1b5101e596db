import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { readOf } from '../http/columns';
import type { Services } from '../services';
import { LISTS, understood, type ListKey } from './lists';
import { addressOfView, fieldsOf, mayShare, viewsOf, wholeOf } from './saved-views';

/** What the page of a list shows of its views. */
export interface ListViews {
	readonly list: ListKey;
	/** The address of the whole list. */
	readonly allHref: string;
	readonly views: readonly {
		readonly id: string;
		readonly name: string;
		readonly href: string;
		readonly isShared: boolean;
		/** The list is like this at this moment. */
		readonly isOn: boolean;
	}[];
	/** The state that can be kept, as the query of an address; empty: the whole list in its usual order. */
	readonly state: string;
	readonly mayShare: boolean;
}

/**
 * Opens a list as whoever looks wants it: where its address says nothing, with the view that they chose to open it with.
 *
 * @param show draws the page
 */
export async function openList(
	{ db }: Services,
	call: MemberCall,
	list: ListKey,
	show: (views: ListViews) => Promise<void>,
): Promise<void> {
	const [views, tenants] = await Promise.all([
		viewsOf(db, call.member, list),
		tenantsOf(db, call.member.organisation.id),
	]);
	const first = views.find(({ isDefault }) => isDefault);
	const isBare = !call.request.originalUrl.includes('?') && !call.isPartial;
	if (first && isBare) return call.redirect(addressOfView(first, tenants));
	const state = queryOf(understood(list, readOf(call), tenants));
	await show({
		...{ list, state, mayShare: mayShare(call.member) },
		allHref: first ? wholeOf(list) : LISTS[list].path,
		views: views.map((view) => ({
			...{ id: view.id, name: view.name, isShared: view.isShared },
			href: addressOfView(view, tenants),
			isOn: queryOf(fieldsOf(view, tenants)) === state,
		})),
	});
}

const queryOf = (fields: Readonly<Record<string, string>>): string =>
	new URLSearchParams(fields).toString();
