import { randomUUID } from 'node:crypto';
import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { lastOfEach } from './deliveries';
import { addDeliveryRoutes, showRule } from './delivery-routes';
import { HEADER_FIELDS, ruleForm, SHOWN_FIELDS, wantedRule, type WantedRule } from './rule-form';
import { deleteRule, rotateSecret, setRuleOn } from './rule-acts';
import { oneRule, rulesOf, type Rule } from './rules';
import { changeRule, makeRule } from './save-rule';
import { SHAPE_WORDS, SHAPES } from './shapes/shape';
import { TRIGGER_NAMES, TRIGGERS } from './triggers';

const PAGE = { title: 'Automations', nav: 'automations' } as const;
const LONGEST = 4_000;

/** Rules that tell somebody outside: the list, one of them, and its form. */
export function addAutomationRoutes(routes: Routes, services: Services): void {
	const { db } = services;
	routes.member('get', '/automations', 'automations:manage', async (call) => {
		const organisationId = call.member.organisation.id;
		const rules = await rulesOf(db, organisationId);
		const last = await lastOfEach(db, { rules, organisationId });
		const tenants = await tenantsOf(db, organisationId);
		call.page('automations/views/list', { ...PAGE, rules, last, tenants });
	});
	routes.member(
		'get',
		'/automations/new',
		'automations:manage',
		async (call) => {
			const typed = { key: randomUUID(), trigger: 'offboarding.completed', shape: 'auto' };
			await showForm(services, call, null, typed, []);
		},
		{ begins: true },
	);
	routes.member('post', '/automations', 'automations:manage', async (call) => {
		await save(services, call, null);
	});
	addDeliveryRoutes(routes, services);
	routes.member(
		'get',
		'/automations/:id/edit',
		'automations:manage',
		async (call) => {
			const rule = await ruleOf(services, call);
			await showForm(services, call, rule, typedOf(rule), []);
		},
		{ begins: true },
	);
	routes.member('post', '/automations/:id', 'automations:manage', async (call) => {
		await save(services, call, await ruleOf(services, call));
	});
	addActs(routes, services);
}

/** What can be done with a rule by one press. Stopping needs no plan. */
function addActs(routes: Routes, services: Services): void {
	const afterTrial = { afterTrial: true };
	const [pause, remove] = ['/automations/:id/pause', '/automations/:id/delete'];
	routes.member(
		...(['post', pause, 'automations:manage'] as const),
		async (call) => {
			await setRuleOn(services, call.member, call.param('id'), false);
			call.redirect(`/automations/${call.param('id')}`);
		},
		afterTrial,
	);
	routes.member('post', '/automations/:id/resume', 'automations:manage', async (call) => {
		await setRuleOn(services, call.member, call.param('id'), true);
		call.redirect(`/automations/${call.param('id')}`);
	});
	routes.member('post', '/automations/:id/secret', 'automations:manage', async (call) => {
		const secret = await rotateSecret(services, call.member, call.param('id'));
		await showRule(services, call, { secret });
	});
	routes.member(
		...(['post', remove, 'automations:manage'] as const),
		async (call) => {
			await deleteRule(services, call.member, call.param('id'));
			call.redirect('/automations');
		},
		afterTrial,
	);
}

const ruleOf = ({ db }: Services, call: MemberCall): Promise<Rule> =>
	oneRule(db, call.member.organisation.id, call.param('id'));

async function save(services: Services, call: MemberCall, rule: Rule | null): Promise<void> {
	const typed = typedIn(call.body, SHOWN_FIELDS, LONGEST);
	const wanted = await wantedOf(services, call, rule);
	if (Array.isArray(wanted)) return await showForm(services, call, rule, typed, wanted);
	const form = wanted as WantedRule;
	const key = typed.key === undefined || typed.key === '' ? randomUUID() : typed.key;
	const { id, secret } = rule
		? await changeRule(services, call.member, rule.id, form)
		: await makeRule(services, call.member, key, form);
	// Shown once, on the page that answers this form and on no other.
	if (secret === null) return call.redirect(`/automations/${id}`);
	await showRule(services, call, { secret, id });
}

/** Stands in for what is wrong by itself, to see what else is. */
const PASSABLE = { key: '', name: 'x', trigger: 'offboarding.completed', shape: 'auto' };

async function wantedOf(
	{ db, config }: Services,
	call: MemberCall,
	rule: Rule | null,
): Promise<WantedRule | readonly FieldError[]> {
	const about = { isNew: rule === null, kept: rule?.headerNames ?? [] };
	const form = parseForm(ruleForm, call.body);
	if (!form.ok) {
		// All at once: what is wrong with the address too, where the name is missing.
		const rest = parseForm(ruleForm, { ...(call.body as object), ...PASSABLE });
		const more = rest.ok ? wantedRule(rest.value, config.privateWebhooks, about) : [];
		return [...form.errors, ...(Array.isArray(more) ? (more as readonly FieldError[]) : [])];
	}
	const tenants = await tenantsOf(db, call.member.organisation.id);
	const { tenant } = form.value;
	if (tenant !== '' && !tenants.some(({ tenantId }) => tenantId === tenant)) {
		return [{ field: 'tenant', says: 'Choose one of the tenants.' }];
	}
	return wantedRule(form.value, config.privateWebhooks, about);
}

function typedOf(rule: Rule): Record<string, string> {
	const { name, trigger, tenantId, shapeWish, headerNames, closeCode } = rule;
	const headers = HEADER_FIELDS.map((number) => [
		`header-${number}`,
		headerNames[number - 1] ?? '',
	]);
	return {
		...{ name, trigger, tenant: tenantId ?? '', shape: shapeWish, url: '' },
		closeCode: closeCode ?? '',
		...(Object.fromEntries(headers) as Record<string, string>),
	};
}

async function showForm(
	{ db, config }: Services,
	call: MemberCall,
	rule: Rule | null,
	typed: Readonly<Record<string, string>>,
	errors: readonly FieldError[],
): Promise<void> {
	const all = await tenantsOf(db, call.member.organisation.id);
	const choices = {
		triggers: TRIGGER_NAMES.map((name) => ({ name, ...TRIGGERS[name] })),
		shapes: SHAPES.map((name) => [name, SHAPE_WORDS[name]]),
		...{ headers: HEADER_FIELDS, all, mayPrivate: config.privateWebhooks },
	};
	const page = { ...PAGE, rule, typed, errors, ...choices };
	call.page('automations/views/form', page, errors.length > 0 ? 422 : 200);
}
