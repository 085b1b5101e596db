import type { Queries } from '../database/db';
import type { NewEntry } from './acts';

/** Whose log it is where there is no portal, or where a tenant belongs to nobody in it. */
export const LOCAL = 'local';

/** Where an entry goes: into the log of an organisation, or of the one that a tenant belongs to. */
export type Home = { readonly organisation: string } | { readonly tenant: string };

/** Says whose log gets what is done in a tenant from here on; null: nobody's. A run that has begun stays where it is. */
export async function giveTenant(
	tx: Queries,
	tenantId: string,
	organisation: string | null,
): Promise<void> {
	const tenant_id = tenantId.toLowerCase();
	if (organisation === null) {
		await tx.deleteFrom('audit_tenant').where('tenant_id', '=', tenant_id).execute();
		return;
	}
	await tx
		.insertInto('audit_tenant')
		.values({ tenant_id, organisation })
		.onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ organisation }))
		.execute();
}

/** The organisation that a tenant belongs to. */
export async function organisationOfTenant(tx: Queries, tenantId: string): Promise<string> {
	const row = await tx
		.selectFrom('audit_tenant')
		.select('organisation')
		.where('tenant_id', '=', tenantId.toLowerCase())
		.executeTakeFirst();
	return row?.organisation ?? LOCAL;
}

/** In whose log a run or schedule is written down; null for one that nothing was written of yet. */
export async function organisationOfRun(tx: Queries, run: string): Promise<string | null> {
	const row = await tx
		.selectFrom('audit_subject')
		.select('organisation')
		.where('run', '=', run)
		.executeTakeFirst();
	return row?.organisation ?? null;
}

/** By the tenant that an entry names, where nothing is known of its run. */
export function homeOf({ facts }: NewEntry): Home {
	const { tenant } = facts;
	return typeof tenant === 'string' ? { tenant: tenant.toLowerCase() } : { organisation: LOCAL };
}

/** Every organisation that has a log. */
export async function organisations(db: Queries): Promise<readonly string[]> {
	const rows = await db
		.selectFrom('audit_log')
		.select('organisation')
		.orderBy('organisation')
		.execute();
	return rows.map(({ organisation }) => organisation);
}
