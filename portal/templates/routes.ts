import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import {
	deleteTemplate,
	saveTemplate,
	TEMPLATE_FIELDS,
	templateForm,
	templatesOf,
} from './templates';

const PAGE = { title: 'Templates', nav: 'settings', zones: ZONES } as const;
const LONGEST = 5_000;

/** What an organisation fills its forms with: the list, and a form for one of them. */
export function addTemplateRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/settings/templates', 'offboardings:read', async (call) => {
		const templates = await templatesOf(services, call.member);
		call.page('templates/views/list', { ...PAGE, templates });
	});
	routes.member(
		'get',
		'/settings/templates/new',
		'organisation:manage',
		(call) => {
			show(call, null, { devices: 'wipeCompany' }, []);
		},
		{ begins: true },
	);
	routes.member('post', '/settings/templates', 'organisation:manage', async (call) => {
		await save(services, call, null);
	});
	routes.member(
		'get',
		'/settings/templates/:id',
		'organisation:manage',
		async (call) => {
			const all = await templatesOf(services, call.member);
			const template = all.find(({ id }) => id === call.param('id'));
			if (!template) throw notFound();
			const { id, name, isFirst, values } = template;
			show(call, id, { ...values, name, isFirst: isFirst ? 'yes' : '' }, []);
		},
		{ begins: true },
	);
	routes.member('post', '/settings/templates/:id', 'organisation:manage', async (call) => {
		await save(services, call, call.param('id'));
	});
	routes.member('post', '/settings/templates/:id/delete', 'organisation:manage', async (call) => {
		await deleteTemplate(services, call.member, call.param('id'));
		call.redirect('/settings/templates');
	});
}

async function save(services: Services, call: MemberCall, id: string | null): Promise<void> {
	if (id !== null && !(await templatesOf(services, call.member)).some((one) => one.id === id)) {
		throw notFound();
	}
	const typed = typedIn(call.body, TEMPLATE_FIELDS, LONGEST);
	const form = parseForm(templateForm, call.body);
	if (!form.ok) return show(call, id, typed, form.errors);
	if (await saveTemplate(services, call.member, id, form.value)) {
		return call.redirect('/settings/templates');
	}
	const says = 'Another template has this name. Choose another one.';
	show(call, id, typed, [{ field: 'name', says }]);
}

function show(
	call: MemberCall,
	id: string | null,
	typed: Readonly<Record<string, string>>,
	errors: readonly FieldError[],
): void {
	const page = { ...PAGE, id, typed, errors };
	call.page('templates/views/template', page, errors.length > 0 ? 422 : 200);
}
