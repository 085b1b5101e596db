import type { ConnectionParts } from './connection-parts';
import {
	ConnectionError,
	DirectoryError,
	GraphFailure,
	parseConnection,
	laterPermissions,
	readingPermissions,
	stepPermissions,
	type CheckedConnection,
} from '../../runner';
import { nextPath } from '../accounts/next-path';
import type { Member } from '../accounts/visitor';
import { z } from 'zod/v4';
import { parseForm, typedIn, type FieldError } from '../http/form';
import type { MemberCall } from '../http/call';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { setWizardStep } from '../organisations/organisations';
import type { Services } from '../services';
import { actorOf } from '../audit/acts';
import {
	connectionFileOf,
	credentialProblem,
	fieldErrorOf,
	groupOf,
	ownAppForm,
	scopeFields,
} from './connection-forms';
import { goToMicrosoft } from './consent/routes';
import { connectTenant } from './connect';
import { connectedOf, tenantsOf } from './tenants';

const TYPED = ['kind', 'scope', 'group', 'tenantId', 'clientId', 'cloud'];

/** What is asked for, before anything is known of a tenant. */
const NEEDED = {
	...{ steps: stepPermissions(null), reading: readingPermissions(null) },
	later: laterPermissions(null),
};

/** Connecting a tenant, in the wizard and from the settings, and choosing the one to work in. */
export function addConnectionRoutes(routes: Routes, parts: ConnectionParts): void {
	const { services } = parts;
	const hasApp = parts.consentApp !== null;
	for (const [path, view] of [
		['/welcome/connect', 'connection/views/wizard'],
		['/settings/integrations/connect', 'connection/views/connect'],
	] as const) {
		const page = { title: 'Connect Microsoft 365', nav: 'settings', ...NEEDED, hasApp };
		const kind = hasApp ? 'consent' : 'sandbox';
		const blank = { scope: 'tenant', kind, cloud: 'global' };
		const ask = (call: MemberCall) => call.page(view, { ...page, typed: blank, errors: [] });
		routes.member('get', path, 'connection:manage', ask, { begins: true });
		routes.member('post', path, 'connection:manage', async (call) => {
			const typed = typedIn(call.body, TYPED);
			if (typed.kind === 'consent' && hasApp) {
				const form = parseForm(z.object(scopeFields), call.body);
				const scope = form.ok ? groupOf(form.value) : form.errors[0];
				if (scope && !('says' in scope)) return await goToMicrosoft(parts, call, scope.group);
				return call.page(view, { ...page, typed, errors: scope ? [scope] : [] }, 422);
			}
			const errors = await connect(parts, call, typed);
			if (errors.length > 0) return call.page(view, { ...page, typed, errors }, 422);
			await setWizardStep(services, call.member, 'done');
			call.redirect(path === '/welcome/connect' ? '/' : '/employees');
		});
	}
	routes.member(
		'post',
		'/welcome/later',
		'connection:manage',
		async (call) => {
			await setWizardStep(services, call.member, 'done');
			call.redirect('/');
		},
		{ afterTrial: true },
	);
	addSwitch(routes, services);
}

/** Connects what the form names and starts the first sync. @returns what is wrong with the form */
async function connect(
	parts: ConnectionParts,
	call: MemberCall,
	typed: Readonly<Record<string, string>>,
): Promise<readonly FieldError[]> {
	const { services, sandboxes, syncs } = parts;
	const { member, body } = call;
	const own = member.organisation.id;
	try {
		const found =
			typed.kind === 'sandbox'
				? await connectTenant(services, member, await sandboxes.connectionOf(own), null)
				: await connectOwnApp(services, member, body);
		if ('errors' in found) return found.errors;
		const tenants = await tenantsOf(services.db, own);
		const tenant = tenants.find(({ tenantId }) => tenantId === found.tenantId);
		if (tenant) syncs.start(tenant, { actor: actorOf(call.visitor.accountId) });
		return [];
	} catch (error) {
		if (error instanceof DirectoryError) return [{ field: 'group', says: error.message }];
		if (error instanceof ConnectionError) return [fieldErrorOf(error)];
		if (!(error instanceof GraphFailure)) throw error;
		return [{ field: 'tenantId', says: error.message }];
	}
}

async function connectOwnApp(
	services: Services,
	member: Member,
	body: unknown,
): Promise<CheckedConnection | { readonly errors: readonly FieldError[] }> {
	const form = parseForm(ownAppForm, body);
	if (!form.ok) return { errors: form.errors };
	const scope = groupOf(form.value);
	const problem = 'says' in scope ? scope : credentialProblem(form.value);
	if ('says' in scope || problem !== null) return { errors: problem ? [problem] : [] };
	const connection = parseConnection(connectionFileOf(form.value));
	return await connectTenant(services, member, connection, scope.group);
}

function addSwitch(routes: Routes, { db }: Services): void {
	routes.member(
		'post',
		'/tenants/:id/work-in',
		'dashboard:read',
		async (call) => {
			const tenants = await tenantsOf(db, call.member.organisation.id);
			const tenant = connectedOf(tenants).find(({ tenantId }) => tenantId === call.param('id'));
			if (!tenant) throw notFound();
			const changed = await db
				.updateTable('session')
				.set({ tenant_id: tenant.tenantId })
				.where('id_hash', '=', call.visitor.sessionId)
				.returning('id_hash')
				.executeTakeFirst();
			if (!changed) throw new HttpError(401, 'Sign in again.');
			call.redirect(nextPath(typedIn(call.body, ['next']).next ?? '/'));
		},
		{ afterTrial: true },
	);
}
