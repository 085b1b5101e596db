import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { NamedTenant, TenantState } from '../../runner/sandbox';
import { leavingUpns } from '../../runner/sandbox/fixtures/tenants';
import { expectHarmless, ownershipIn } from '../harness/harmless';
import { harmIn, successorsIn } from '../harness/harm';
import { startRehearsal, type Rehearsal } from '../harness/rehearsal';
import { writesIn } from '../harness/requests';
import { expectHarmlessSeats, isSeatWrite } from '../harness/seats';
import { liesIn } from '../harness/truth';
import { standStill, walk, type Walked } from '../harness/walk';

/** How a named tenant was offboarded, and what there is to say against it. */
export interface Rehearsed {
	readonly walked: Walked;
	readonly lies: readonly string[];
	readonly harm: readonly string[];
}

/** Walks through a named tenant, record included, and compares what was said with what it looks like afterwards. */
export async function rehearseTenant(named: NamedTenant): Promise<Rehearsed> {
	const folder = await mkdtemp(join(tmpdir(), 'offboardiq-accounts-'));
	const rehearsal = await startRehearsal({ tenant: named.name });
	try {
		return await walkAndCompare(rehearsal, folder, leavingUpns(named));
	} finally {
		await rehearsal.close();
		await rm(folder, { recursive: true });
	}
}

/**
 * One walk through whatever state the tenant is in.
 * @param folder - where the record goes; null: none is drawn
 * @param leaving - who is offboarded at the same time
 * @throws when a write concerned anybody else
 */
export async function walkAndCompare(
	rehearsal: Rehearsal,
	folder: string | null,
	leaving: readonly string[] = [],
): Promise<Rehearsed> {
	const { tenant, leaver, log } = rehearsal.sandbox;
	const before = structuredClone(tenant);
	const leaverId = idOf(before, leaver ?? '');
	const sentBefore = log.length;
	standStill();
	const walked = await walk(rehearsal, leaver ?? '', folder, leaving).finally(() =>
		vi.useRealTimers(),
	);
	const writes = writesIn(log.slice(sentBefore));
	const after = structuredClone(tenant);
	const managerId = walked.offboarding?.manager?.id ?? null;
	const successors = successorsIn(before, leaverId, managerId, leaving);
	const leavers = new Set([leaverId]);
	expectHarmlessSeats(writes.filter(isSeatWrite), leavers, successors);
	const others = writes.filter((write) => !isSeatWrite(write));
	expectHarmless(others, ownershipIn(before), leavers, successors);
	if (walked.refused !== null) {
		const harm = writes.map(({ method, path }) => `refused, but ${method} ${path}`);
		return { walked, lies: [], harm };
	}
	const evidence = { before, after, leaverId, offboarding: walked.offboarding };
	return { walked, lies: liesIn(evidence), harm: harmIn(evidence) };
}

function idOf({ users, deletedUsers }: TenantState, upn: string): string {
	const found = [...users, ...deletedUsers].find(
		({ profile }) => profile.userPrincipalName === upn,
	);
	if (!found) throw new Error(`Nobody is called ${upn}.`);
	return found.profile.id;
}
