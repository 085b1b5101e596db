import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { listKeyOf, LISTS, understood, type ListKey } from './lists';
import { changeView, deleteView, saveView } from './save-view';
import { addressOfView, mayShare, viewsOf, type SavedView } from './saved-views';
import { newViewForm, VIEW_FIELDS, viewForm } from './view-form';

/** After the trial too: how somebody looks at what is there changes none of it. */
const AFTER_TRIAL = { afterTrial: true } as const;
const LONGEST = 4_000;

/** States of lists under a name: keeping one, all of them, and a page to change each. */
export function addSavedViewRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/views', 'dashboard:read', async (call) => {
		const tenants = await tenantsOf(services.db, call.member.organisation.id);
		const views = (await viewsOf(services.db, call.member)).map((view) => ({
			...{ ...view, word: LISTS[view.list].word, href: addressOfView(view, tenants) },
		}));
		call.page('saved-views/views/list', { title: 'Saved views', nav: '', views });
	});
	addSave(routes, services);
	routes.member('get', '/views/:id', 'dashboard:read', async (call) => {
		const view = await viewOf(services, call);
		const { name, isShared, isDefault } = view;
		const typed = { name, isShared: isShared ? 'yes' : '', isDefault: isDefault ? 'yes' : '' };
		show(call, { view, list: view.list, typed, errors: [] });
	});
	addChange(routes, services);
}

function addSave(routes: Routes, services: Services): void {
	const post = async (call: MemberCall) => {
		const typed = typedIn(call.body, VIEW_FIELDS, LONGEST);
		const list = listKeyOf(typed['list'] ?? '');
		if (list === null) throw notFound();
		const page = { view: null, list, typed };
		const form = parseForm(newViewForm, call.body);
		if (!form.ok) return show(call, { ...page, errors: form.errors });
		const sent = new URLSearchParams(form.value.state);
		const tenants = await tenantsOf(services.db, call.member.organisation.id);
		const fields = understood(list, (name) => sent.get(name) ?? '', tenants);
		const saved = await saveView(services, call.member, list, fields, form.value);
		if ('errors' in saved) return show(call, { ...page, errors: saved.errors });
		const views = await viewsOf(services.db, call.member, list);
		const view = views.find(({ id }) => id === saved.id);
		call.redirect(view ? addressOfView(view, tenants) : LISTS[list].path);
	};
	routes.member('post', '/views', 'dashboard:read', post, AFTER_TRIAL);
}

function addChange(routes: Routes, services: Services): void {
	const change = async (call: MemberCall) => {
		const view = await viewOf(services, call);
		const typed = typedIn(call.body, VIEW_FIELDS);
		const page = { view, list: view.list, typed };
		// Of one that others look after, only whether the list opens with it is somebody's own.
		const said = view.mayChange ? call.body : { isDefault: typed['isDefault'], name: view.name };
		const form = parseForm(viewForm, said);
		if (!form.ok) return show(call, { ...page, errors: form.errors });
		const saved = await changeView(services, call.member, view.id, form.value);
		if ('errors' in saved) return show(call, { ...page, errors: saved.errors });
		call.redirect('/views');
	};
	routes.member('post', '/views/:id', 'dashboard:read', change, AFTER_TRIAL);
	const remove = async (call: MemberCall) => {
		await deleteView(services, call.member, call.param('id'));
		call.redirect('/views');
	};
	routes.member('post', '/views/:id/delete', 'dashboard:read', remove, AFTER_TRIAL);
}

/** @throws HttpError 404 for one that is somebody else's */
async function viewOf({ db }: Services, call: MemberCall): Promise<SavedView> {
	const view = (await viewsOf(db, call.member)).find(({ id }) => id === call.param('id'));
	if (!view) throw notFound();
	return view;
}

interface Shown {
	readonly view: SavedView | null;
	readonly list: ListKey;
	readonly typed: Readonly<Record<string, string>>;
	readonly errors: readonly FieldError[];
}

function show(call: MemberCall, { view, list, ...form }: Shown): void {
	const title = view ? 'Change a view' : 'Save a view';
	const page = { title, nav: '', view, list, word: LISTS[list].word, path: LISTS[list].path };
	const status = form.errors.length > 0 ? 422 : 200;
	call.page(
		'saved-views/views/view',
		{ ...page, ...form, mayShare: mayShare(call.member) },
		status,
	);
}
