import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { stepNamed, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { Hold } from '../execution/before-steps';
import type { ExecutionParts } from '../execution/execute';
import { offboard, resume } from '../execution/offboard';
import { neverBegun } from './never-begun';
import type { RunProgress } from '../execution/progress';
import type { RunRecord } from '../journal/run-record';
import { BulkStoppedError, refuseStopped } from './cancel-bulk';
import { joinMember, MemberTakenError, takeMember } from './bulk-journal';
import type { BulkListener } from './bulk-progress';
import type { BulkRecord } from './bulk-record';
import type { LockOutGate } from './lock-out-gate';
import type { Places } from './places';

/** What everybody on a list shares. */
export interface BulkWork {
	readonly parts: ExecutionParts;
	readonly bulk: BulkRecord;
	readonly connection: GraphConnection;
	readonly signal: AbortSignal | undefined;
	readonly tell: BulkListener;
	/** Why nobody is begun any more whose run has not; null: they are. */
	readonly late: string | null;
	/** Everybody on the list, as they were named. */
	readonly list: readonly string[];
	readonly gate: LockOutGate;
	/** For the lock-out, and for the rest. */
	readonly places: Places;
	readonly later: Places;
}

/**
 * Runs one person of a list to the end, or goes on with the run they have.
 *
 * @returns null for one whose run had ended before, or is another process's
 */
export async function runMember(work: BulkWork, position: number): Promise<RunRecord | null> {
	const { gate, places, later, tell } = work;
	let place: Places | null = places;
	await places.take();
	const hold: Hold = async (key, stopped) => {
		if (place !== places || isLockOut(key)) return;
		places.give();
		place = null;
		gate.arrive(position);
		// A dry run changes nothing, so there is nothing to wait for.
		if (!work.bulk.dryRun) await gate.pass(stopped);
		await later.take();
		place = later;
	};
	try {
		const run = await begin(work, position, hold);
		if (run) tell({ type: 'ended', position, run });
		return run;
	} catch (error) {
		if (error instanceof MemberTakenError) return null;
		throw error;
	} finally {
		gate.arrive(position);
		(place as Places | null)?.give();
	}
}

async function begin(work: BulkWork, position: number, hold: Hold): Promise<RunRecord | null> {
	const { parts, bulk, connection, signal, tell } = work;
	const member = bulk.members[position];
	if (!member) throw new RangeError(`Nobody is at ${position} of ${bulk.id}.`);
	const { user, manager, runId } = member;
	const listener = (progress: RunProgress) => tell({ type: 'run', position, progress });
	if (runId !== null) return await resume(parts, runId, { connection, signal, hold, listener });
	const { dryRun, breakGlass, choices, reportFolder } = bulk;
	const requestedBy = member.requestedBy ?? bulk.requestedBy;
	const ticket = member.ticket ?? bulk.ticket;
	const own = member.caseFacts ?? null;
	const caseFacts = own === null ? bulk.caseFacts : { ...bulk.caseFacts, ...own };
	const taken = async (tx: Parameters<typeof takeMember>[0], id: string) => {
		await takeMember(tx, bulk.id, position, id);
	};
	const request = {
		// Who asked for the list stands in the entry of the list.
		actor: `list/${bulk.id}`,
		...{ connection, user, manager, dryRun, breakGlass, requestedBy, ticket, reportFolder },
		...{ caseFacts, choices, signal, hold, list: work.list, mayWait: true },
		together: taken,
	};
	if (signal?.aborted) return await neverBegun(parts, request);
	if (work.late !== null) return await neverBegun(parts, request, work.late);
	let ownRun = '';
	const unlessStopped: typeof taken = async (tx, id) => {
		await refuseStopped(tx, bulk.id);
		await taken(tx, id);
	};
	const run = await offboard(parts, { ...request, together: unlessStopped }, (progress) => {
		if (progress.type === 'started') ownRun = progress.id;
		listener(progress);
	}).catch(async (error: unknown) => {
		if (!(error instanceof BulkStoppedError)) throw error;
		const stopped = await neverBegun(parts, request);
		ownRun = stopped.id;
		return stopped;
	});
	// Theirs had been interrupted, and this list went on with it.
	if (run.id !== ownRun) await joinMember(parts.db, bulk.id, position, run.id);
	return run;
}

function isLockOut(key: StepKey): boolean {
	return stepNamed(key).phase === 'Lock out';
}
