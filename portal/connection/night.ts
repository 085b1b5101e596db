import { z } from 'zod/v4';
import { nightTime, ScheduleError, type OwnNight, type RunnerQueries } from '../../runner';
import type { Member } from '../accounts/visitor';
import { recordTenantChanged } from '../audit/tenant-acts';
import type { FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from '../team/roles';
import type { Tenant } from './tenants';

/** When the people are synced at night: with all others of this installation, at a time of one's own, or not. */
export const nightForm = z.object({
	night: z.enum(['with', 'own', 'off'], { error: 'Choose when.' }),
	'sync-at': z.string().max(20).default(''),
	zone: z.string().max(80).default(''),
});

/** What a form chose, or what is wrong with it. Null: nothing of one's own. */
export function nightOf(
	form: z.infer<typeof nightForm>,
): { readonly night: OwnNight | null } | FieldError {
	if (form.night === 'with') return { night: null };
	const at = form.night === 'off' ? '03:30' : form['sync-at'];
	try {
		const { zone } = nightTime(at, form.night === 'off' ? 'UTC' : form.zone);
		return { night: { at: form.night === 'off' ? null : at.trim(), zone } };
	} catch (error) {
		if (!(error instanceof ScheduleError)) throw error;
		return error.problem === 'zone'
			? { field: 'zone', says: 'Choose a time zone of the list.' }
			: { field: 'sync-at', says: 'Give a time of day, such as 03:30.' };
	}
}

/** Chooses it for a tenant. @throws HttpError for whoever may not, and for a tenant without a connection */
export async function setNight(
	services: Services,
	member: Member,
	{ tenantId, group, connectionId }: Tenant,
	night: OwnNight | null,
): Promise<void> {
	if (!can(member.role, 'connection:manage')) {
		throw new HttpError(403, 'Your role does not allow this.');
	}
	if (connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	await services.db.transaction().execute(async (tx) => {
		// The same transaction: what the two schemas call their tables differs.
		const runnerTx = tx as unknown as RunnerQueries;
		await services.runner.nights.setIn(runnerTx, connectionId, night);
		const changed = { tenantId, group, what: 'its nightly sync' };
		await recordTenantChanged(services, tx, member, changed);
	});
}
