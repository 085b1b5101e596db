import type { RunRecord } from '../../runner';
import type { Services } from '../services';

/** So long after an offboarding somebody is asked about. */
export const DAYS = 30;
const DAY_MS = 86_400_000;
/** The newest; each costs two requests. */
export const MOST = 100;

/** Somebody who was offboarded. */
export interface Leaver {
	/** Object id. */
	readonly id: string;
	readonly name: string;
	readonly address: string;
	readonly run: string;
	readonly endedAt: string;
}

/** Those who were offboarded in a tenant within thirty days, the newest first. */
export interface Leavers {
	readonly people: readonly Leaver[];
	/** There are more than are asked about. */
	readonly isCut: boolean;
}

/** Offboarded is who was locked out: not whom a run was refused or cancelled for, not whose offboarding was undone. */
export async function leaversOf({ runner, now }: Services, tenantId: string): Promise<Leavers> {
	const startedFrom = new Date(now().getTime() - DAYS * DAY_MS).toISOString();
	const runs = await runner.runs({
		// One more try of a step says neither that they were locked out, nor that they are still.
		...{ tenantIds: [tenantId], dryRun: false, isWhole: true as const, startedFrom },
		statuses: ['completed', 'completed_with_exceptions'],
		limit: MOST * 2,
	});
	const undone = new Set((await runner.undos(runs.map(({ id }) => id))).map(({ runId }) => runId));
	const people = new Map<string, Leaver>();
	// The newest run about somebody decides: an earlier one says nothing once that was undone.
	const seen = new Set<string>();
	for (const run of runs) {
		const leaver = leaverOf(run);
		if (leaver === null || seen.has(leaver.id)) continue;
		seen.add(leaver.id);
		if (!undone.has(run.id)) people.set(leaver.id, leaver);
	}
	const all = [...people.values()];
	return { people: all.slice(0, MOST), isCut: all.length > MOST || runs.length === MOST * 2 };
}

/** Null for somebody who was erased. */
function leaverOf({ id: run, offboarding, finishedAt, startedAt }: RunRecord): Leaver | null {
	if (offboarding === null) return null;
	const { id, displayName: name, userPrincipalName: address } = offboarding.employee;
	return { id: id.toLowerCase(), name, address, run, endedAt: finishedAt ?? startedAt };
}
