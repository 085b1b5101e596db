import type { MemberCall } from '../http/call';
import type { FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from '../team/roles';
import type { Member } from '../accounts/visitor';
import { actorOf, recordAct } from '../audit/acts';
import type { Tenant } from './tenants';

/**
 * Disconnects a tenant: its credential and the list of its people are deleted; its runs and records stay, and it stays
 * the organisation's, so that nobody else comes by them.
 *
 * @param confirm the tenant's domain, typed
 * @returns what stands against it; null when it is done
 */
export async function removeTenant(
	services: Services,
	call: MemberCall,
	tenant: Tenant,
	confirm: string,
): Promise<FieldError | null> {
	const { runner } = services;
	if (!can(call.member.role, 'connection:manage')) {
		throw new HttpError(403, 'Your role does not allow this.');
	}
	if (confirm.trim().toLowerCase() !== tenant.domain.toLowerCase()) {
		return { field: 'confirm', says: `That is not ${tenant.domain}. Nothing was removed.` };
	}
	const { tenantId, connectionId } = tenant;
	const counts = await runner.runCounts({ tenantIds: [tenantId], dryRun: false });
	const open = (counts.get('running') ?? 0) + (counts.get('waiting') ?? 0);
	if (open > 0) {
		return {
			field: 'confirm',
			says: `${count(open, 'offboarding')} under way here. Wait for the end.`,
		};
	}
	const undos = await undosUnderWay(services, tenantId);
	if (undos > 0) {
		return { field: 'confirm', says: `${count(undos, 'undo')} under way here. Wait for the end.` };
	}
	const planned =
		connectionId === null
			? 0
			: await runner.connections.remove(connectionId, actorOf(call.visitor.accountId));
	if (planned > 0) {
		return {
			field: 'confirm',
			says: `${count(planned, 'offboarding')} planned here. Cancel first.`,
		};
	}
	await disconnect(services, call.member, tenantId);
	await runner.directory.forget({ tenantId, group: tenant.group });
	return null;
}

/** Of those that were interrupted too: without a connection nobody could go on with them. */
async function undosUnderWay({ runner }: Services, tenantId: string): Promise<number> {
	const rows = await runner.db
		.selectFrom('undo')
		.select('id')
		.where('tenant_id', '=', tenantId.toLowerCase())
		.where('active', '=', 1)
		.execute();
	return rows.length;
}

/** The tenant stays the organisation's, without a connection; and the log says who did it. */
async function disconnect(services: Services, member: Member, tenantId: string): Promise<void> {
	const { accountId: by, organisation } = member;
	await services.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('tenant')
			.set({ connection_id: null })
			.where('tenant_id', '=', tenantId)
			.where('organisation_id', '=', organisation.id)
			.execute();
		const act = { type: 'tenant.removed', by, facts: { tenant: tenantId } } as const;
		await recordAct(services, tx, organisation.id, act);
	});
}

const count = (number: number, what: string): string =>
	number === 1 ? `1 ${what} is` : `${number} ${what}s are`;
