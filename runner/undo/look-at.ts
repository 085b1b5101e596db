import { createGraphClient, type GraphCall, type GraphConnection } from '../../nodes/shared/graph';
import { readOrganization, tenantOf } from '../../nodes/shared/holdings/organization';
import { readPresence } from '../../nodes/shared/step/deletedMeanwhile';
import type { Tenant } from '../../nodes/shared/step/offboarding';
import type { Undoable } from './may-undo';
import { UndoError } from './undo-error';

/** What is read before anything is begun. */
export interface Look {
	readonly tenant: Tenant;
	readonly isDeleted: boolean;
	readonly calls: readonly GraphCall[];
}

/** Which tenant it is, and whether the account is there. @throws UndoError where it is another tenant */
export async function lookAt(
	{ run, offboarding }: Undoable,
	connection: GraphConnection,
): Promise<Look> {
	const graph = createGraphClient(connection, { readOnly: true });
	const [organization, account] = await graph.together([
		readOrganization(),
		readPresence(offboarding.employee.id),
	]);
	if (!organization || !account) throw new Error('A look-up came back short.');
	if (!organization.ok) throw organization.failure;
	const tenant = tenantOf(graph, organization);
	if (tenant.id.toLowerCase() !== offboarding.tenant.id.toLowerCase()) {
		throw new UndoError(
			`This connection leads to the tenant ${tenant.id}, and ${run.id} was in ${offboarding.tenant.id}. Nothing was changed.`,
		);
	}
	if (!account.ok && account.failure.kind !== 'notFound') throw account.failure;
	return { tenant, isDeleted: !account.ok, calls: [...graph.calls] };
}
