import type { ShownEntry } from '../../runner';
import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import { auditRows, type AuditRow } from './audit-rows';

const SHOWN = 8;
/** So many are read to find those that are shown. */
const READ = 100;

/** What is only a part of something else that is shown, and who came and went. */
const LEFT_OUT =
	/^(session|device)\.|^organisation\.wizard$|^automation\.delivered$|^offboarding\.(begun|results|recorded)$/;

/**
 * What people and the portal did last in an organisation, the newest first, from its audit log. Previews changed
 * nothing and are left out.
 */
export async function latestActs(
	services: Services,
	{ member }: MemberCall,
): Promise<readonly AuditRow[]> {
	const { organisation } = member;
	const log = services.runner.audit.of(organisation.id);
	const found = (await log.entries({ limit: READ })).filter(({ type }) => !LEFT_OUT.test(type));
	const tenants = await tenantsOf(services.db, organisation.id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const runs = await services.runner.runs({ tenantIds, ids: runsIn(found), dryRun: false });
	const names = new Map(runs.map((run) => [run.id, run.offboarding?.employee.displayName ?? '']));
	const shown = found.filter(({ run }) => run === null || !isRun(run) || names.has(run));
	const rows = await auditRows(services.db, shown.slice(0, SHOWN), tenants);
	// Whom it was about stands in another entry of the same run.
	return rows.map((row) => ({ ...row, about: names.get(row.run ?? '') || row.about }));
}

const isRun = (id: string): boolean => /^(OFF|SIM)-/.test(id);

const runsIn = (entries: readonly ShownEntry[]): readonly string[] => [
	...new Set(entries.flatMap(({ run }) => (run !== null && isRun(run) ? [run] : []))),
];
