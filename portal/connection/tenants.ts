import type { Member } from '../accounts/visitor';
import type { Queries, TenantRow } from '../database/schema';

/** A tenant as pages name it. */
export interface Tenant {
	readonly tenantId: string;
	readonly organisationId: string;
	readonly name: string;
	readonly domain: string;
	readonly connectionId: string | null;
	/** Object id of the group that is synced; null: everybody. */
	readonly group: string | null;
	readonly simulated: boolean;
	/** Which of the marks and hues: never one that a status has. */
	readonly mark: string;
	readonly letters: string;
}

/** Hues in the order in which tenants get them. The stylesheet knows them by these names. */
const MARKS = ['halden', 'brightwater', 'slate', 'olive', 'cocoa'] as const;

/** All tenants of an organisation, the oldest first; those too that are not connected any more, for their records. */
export async function tenantsOf(db: Queries, organisationId: string): Promise<Tenant[]> {
	const rows = await db
		.selectFrom('tenant')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.orderBy('created_at')
		.orderBy('tenant_id')
		.execute();
	return rows.map(tenantFrom);
}

/** The one this browser works in: the chosen one as long as it is the organisation's, else the oldest. */
export function currentTenant(tenants: readonly Tenant[], member: Member): Tenant | null {
	const connected = connectedOf(tenants);
	const chosen = connected.find(({ tenantId }) => tenantId === member.chosenTenantId);
	return chosen ?? connected[0] ?? null;
}

/** Those that can be worked in. */
export const connectedOf = (tenants: readonly Tenant[]): readonly Tenant[] =>
	tenants.filter(({ connectionId }) => connectionId !== null);

function tenantFrom(row: TenantRow): Tenant {
	return {
		tenantId: row.tenant_id,
		organisationId: row.organisation_id,
		name: row.name,
		domain: row.domain,
		connectionId: row.connection_id,
		group: row.scope_group,
		simulated: row.simulated === 1,
		mark: row.simulated === 1 ? 'sandbox' : (MARKS[row.mark % MARKS.length] ?? 'slate'),
		letters: lettersOf(row.name),
	};
}

/** The first letters of the first two words. */
function lettersOf(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '');
	const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
	return letters.join('').toLocaleUpperCase('en');
}
