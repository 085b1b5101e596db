import type { Entitlement } from '../billing/entitlement/entitlement';
import { planLine } from '../billing/entitlement/plan-words';
import type { Tenant } from '../connection/tenants';
import { coverageOf } from '../organisations/covered';
import type { Services } from '../services';
import { connectionProblems } from './connections';
import { endedIn } from './ended';
import { openThings, type LinkedLine } from './open-things';
import { upcomingIn } from './upcoming';
import type { Week } from './week';

/** An organisation that is told of its week. */
export interface Told {
	readonly id: string;
	readonly name: string;
	/** What its trial or plan allows now. */
	readonly entitlement: Entitlement;
}

/** What an organisation is told of a week. */
export interface Digest {
	readonly name: string;
	readonly week: Week;
	readonly endedCount: number;
	readonly ended: readonly string[];
	readonly open: readonly LinkedLine[];
	readonly upcoming: readonly LinkedLine[];
	readonly connections: readonly string[];
	/** Whom the trial or plan does not cover; null: there is room for everybody. */
	readonly coverage: string | null;
}

/** Gathers it. @returns null where nothing happened, nothing is open and nothing is to come */
export async function digestOf(
	services: Services,
	organisation: Told,
	tenants: readonly Tenant[],
	week: Week,
): Promise<Digest | null> {
	const { count: endedCount, lines: ended } = await endedIn(services, tenants, week);
	const open = await openThings(services, organisation.id, tenants);
	const upcoming = await upcomingIn(services, tenants, week);
	const connections = await connectionProblems(services, tenants);
	const parts = [ended, open, upcoming, connections];
	if (parts.every((part) => part.length === 0)) return null;
	const coverage = await uncovered(services, organisation, tenants);
	const { name } = organisation;
	return { name, week, endedCount, ended, open, upcoming, connections, coverage };
}

/** Of real tenants; a rehearsal covers nobody who could leave. */
async function uncovered(
	services: Services,
	{ id, entitlement }: Told,
	tenants: readonly Tenant[],
): Promise<string | null> {
	const employees = await employeesIn(services, tenants);
	if (employees === 0) return null;
	const line = planLine(entitlement, services.now());
	if (entitlement.mode === 'readOnly') {
		return `${line}: none of ${employees} employees can be offboarded here until there is a plan.`;
	}
	const { used, most, isOver } = await coverageOf(services, id, entitlement, tenants, false);
	if (most === null) return null;
	if (entitlement.by !== 'trial') {
		return isOver ? `${line}: it covers ${most} employees, and the directory has ${used}.` : null;
	}
	// Whoever was offboarded may be in the list still, or not: of those left none is counted twice.
	const left = Math.max(0, most - used);
	if (employees <= left) return null;
	return `The trial covers the offboarding of ${most} people. ${left} of these places are left, for ${employees} employees in the directory.`;
}

async function employeesIn({ runner }: Services, tenants: readonly Tenant[]): Promise<number> {
	const connected = tenants.filter((one) => !one.simulated && one.connectionId !== null);
	const counts = await Promise.all(
		connected.map(({ tenantId, group }) => runner.directory.counts({ tenantId, group })),
	);
	return counts.reduce((sum, { employees }) => sum + employees, 0);
}
