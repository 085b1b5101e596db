import { ConnectionError, GraphFailure, parseConnection, stepPermissions } from '../../runner';
import { parseForm, typedIn, type FieldError } from '../http/form';
import type { MemberCall } from '../http/call';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { setWizardStep } from '../organisations/organisations';
import type { Services } from '../services';
import { connectionFileOf, groupOf, ownAppForm } from './connection-forms';
import { connectTenant } from './connect';
import type { DirectorySyncs } from './directory-syncs';
import type { Sandboxes } from './sandboxes';
import { tenantsOf } from './tenants';

const TYPED = ['kind', 'scope', 'group', 'tenantId', 'clientId', 'cloud'];

/** What the connection pages work with. */
export interface ConnectionParts {
	readonly services: Services;
	readonly sandboxes: Sandboxes;
	readonly syncs: DirectorySyncs;
}

/** Connecting a tenant, in the wizard and from the settings, and choosing the one to work in. */
export function addConnectionRoutes(routes: Routes, parts: ConnectionParts): void {
	const { services } = parts;
	for (const [path, view] of [
		['/welcome/connect', 'connection/views/wizard'],
		['/settings/integrations/connect', 'connection/views/connect'],
	] as const) {
		const page = { title: 'Connect Microsoft 365', nav: 'settings', steps: stepPermissions(null) };
		const blank = { scope: 'tenant', kind: 'sandbox', cloud: 'global' };
		routes.member('get', path, 'connection:manage', (call) =>
			call.page(view, { ...page, typed: blank, errors: [] }),
		);
		routes.member('post', path, 'connection:manage', async (call) => {
			const typed = typedIn(call.body, TYPED);
			const errors = await connect(parts, call, typed);
			if (errors.length > 0) return call.page(view, { ...page, typed, errors }, 422);
			await setWizardStep(services, call.member, 'done');
			call.redirect('/employees');
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
	{ services, sandboxes, syncs }: ConnectionParts,
	{ member, body }: MemberCall,
	typed: Readonly<Record<string, string>>,
): Promise<readonly FieldError[]> {
	try {
		if (typed.kind === 'sandbox') {
			const connection = await sandboxes.connectionOf(member.organisation.id);
			await connectTenant(services, member, connection, null);
		} else {
			const form = parseForm(ownAppForm, body);
			if (!form.ok) return form.errors;
			const scope = groupOf(form.value);
			if ('says' in scope) return [scope];
			const connection = parseConnection(connectionFileOf(form.value));
			await connectTenant(services, member, connection, scope.group);
		}
	} catch (error) {
		if (!(error instanceof ConnectionError) && !(error instanceof GraphFailure)) throw error;
		return [{ field: 'tenantId', says: error.message }];
	}
	const tenants = await tenantsOf(services.db, member.organisation.id);
	const newest = tenants.at(-1);
	if (newest) syncs.start(newest);
	return [];
}

function addSwitch(routes: Routes, { db }: Services): void {
	routes.member(
		'post',
		'/tenants/:id/work-in',
		'dashboard:read',
		async (call) => {
			const tenants = await tenantsOf(db, call.member.organisation.id);
			const tenant = tenants.find(({ tenantId }) => tenantId === call.param('id'));
			if (!tenant) throw notFound();
			const changed = await db
				.updateTable('session')
				.set({ tenant_id: tenant.tenantId })
				.where('id_hash', '=', call.visitor.sessionId)
				.returning('id_hash')
				.executeTakeFirst();
			if (!changed) throw new HttpError(401, 'Sign in again.');
			call.redirect('/');
		},
		{ afterTrial: true },
	);
}
