import type { Tenant } from '../connection/tenants';
import { coverageOf } from '../organisations/coverage';
import { isOver } from '../organisations/trial';
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
	readonly trialEndsAt: string;
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
	/** Whom the trial does not cover; null: there is room for everybody. */
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
	{ db, runner, now }: Services,
	{ id, trialEndsAt }: Told,
	tenants: readonly Tenant[],
): Promise<string | null> {
	let employees = 0;
	for (const { tenantId, group, simulated, connectionId } of tenants) {
		if (simulated || connectionId === null) continue;
		employees += (await runner.directory.counts({ tenantId, group })).employees;
	}
	if (employees === 0) return null;
	if (isOver(trialEndsAt, now())) {
		return `The trial has ended: none of ${employees} employees can be offboarded here until there is a plan.`;
	}
	const { used, most } = await coverageOf(db, id, false);
	// Whoever was offboarded may be in the list still, or not: of those left none is counted twice.
	const left = Math.max(0, most - used);
	if (employees <= left) return null;
	return `The trial covers the offboarding of ${most} people. ${left} of these places are left, for ${employees} employees in the directory.`;
}
