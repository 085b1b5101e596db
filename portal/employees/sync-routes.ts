import { z } from 'zod/v4';
import { actorOf, recordNow } from '../audit/acts';
import type { ConnectionParts } from '../connection/connection-parts';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { parseForm } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';

const SHOWN = 50;

const syncForm = z.object({
	back: z.string().max(20).default(''),
	/** What was searched for on the page it goes back to. */
	q: z.string().max(200).default(''),
	/** How many somebody saw and agreed to take out of the list. */
	removals: z.string().max(10).default(''),
});

/** Syncing now, how it stands, and what to do when too many people would vanish. */
export function addSyncRoutes(routes: Routes, parts: ConnectionParts): void {
	const { directory } = parts.services.runner;
	routes.member('post', '/employees/sync', 'employees:sync', async (call) => {
		const tenant = await tenantOf(parts, call);
		if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
		const form = parseForm(syncForm, call.body);
		const { back, q, removals } = form.ok ? form.value : { back: '', q: '', removals: '' };
		if (removals !== '') await refuseUnlessSeen(parts, tenant, removals);
		const asked = { type: 'directory.syncAsked', facts: { tenant: tenant.tenantId } } as const;
		await recordNow(parts.services, call.member, asked);
		parts.syncs.start(tenant, {
			actor: actorOf(call.visitor.accountId),
			confirmRemovals: removals !== '',
		});
		call.redirect(afterSync(back, q));
	});
	routes.member('get', '/employees/sync/state', 'employees:read', async (call) => {
		const tenant = await tenantOf(parts, call);
		if (!tenant) throw notFound();
		const sync = parts.syncs.state(tenant.tenantId);
		// The list is read anew once, when it has ended.
		if (sync?.type !== 'running') call.response.set('HX-Refresh', 'true');
		const place = { tenantId: tenant.tenantId, group: tenant.group };
		const [lastSync, counts] = await Promise.all([
			directory.lastSync(place),
			directory.counts(place),
		]);
		call.page('employees/views/sync-state', { sync, lastSync, tenant, facets: { counts } });
	});
	addReview(routes, parts);
}

/** Back to where it was asked for: by name, never by an address of the form. */
function afterSync(back: string, search: string): string {
	if (back === 'settings') return '/settings/integrations';
	if (back !== 'choose') return '/employees';
	return `/offboardings/new${search === '' ? '' : `?q=${encodeURIComponent(search)}`}`;
}

function addReview(routes: Routes, parts: ConnectionParts): void {
	const { directory } = parts.services.runner;
	routes.member(
		'get',
		'/employees/sync/review',
		'employees:sync',
		async (call) => {
			const tenant = await tenantOf(parts, call);
			if (!tenant) throw notFound();
			const place = { tenantId: tenant.tenantId, group: tenant.group };
			const vanishing = await directory.vanishing(place, SHOWN);
			if (vanishing === null) return call.redirect('/employees');
			call.page('employees/views/review', {
				...{ title: 'People who are missing', nav: 'employees', tenant, vanishing },
				percent: Math.round((vanishing.count * 100) / Math.max(1, vanishing.of)),
			});
		},
		{ begins: true },
	);
}

/** Nobody agrees to more than they saw. */
async function refuseUnlessSeen(
	{ services }: ConnectionParts,
	{ tenantId, group }: Tenant,
	removals: string,
): Promise<void> {
	const vanishing = await services.runner.directory.vanishing({ tenantId, group }, 1);
	if (vanishing !== null && String(vanishing.count) === removals) return;
	throw new HttpError(409, 'How many are missing has changed meanwhile. Look at the list again.');
}

async function tenantOf({ services }: ConnectionParts, call: MemberCall): Promise<Tenant | null> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	return currentTenant(tenants, call.member);
}
