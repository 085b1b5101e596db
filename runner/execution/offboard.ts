import { resolve } from 'node:path';
import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import { isRehearsal, type GraphConnection } from '../../nodes/shared/graph/connection';
import { failPoint } from '../journal/fail-point';
import { LeaseLostError, type HeldRun } from '../journal/held-run';
import { takeLease } from '../journal/leases';
import { readRun } from '../journal/read-runs';
import type { Series } from '../journal/run-number';
import type { RunRecord } from '../journal/run-record';
import type { Hold } from './before-steps';
import { execute, type Executed, type ExecutionParts } from './execute';
import { PROCESS_OWNER, THIS_PROCESS } from './process-owner';
import { unbreakable, type ProgressListener } from './progress';

/** One offboarding to run. */
export interface OffboardRequest {
	readonly connection: GraphConnection;
	/** Object id or user principal name. */
	readonly user: string;
	/** Overrides the directory's manager. */
	readonly manager: string | null;
	/** Reads only. */
	readonly dryRun: boolean;
	/** Object ids or UPNs of accounts that must never be offboarded: refused before anything is changed. */
	readonly breakGlass?: readonly string[];
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
	/** Everybody on the list that it is one of. */
	readonly list?: readonly string[];
	readonly requestedBy: string | null;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
	readonly ticket: string | null;
	/** What whoever asks knows of the leaving itself: printed in the record, never worked out. */
	readonly caseFacts?: CaseFacts | null;
	/** What whoever asks chooses for single steps; left out: the defaults. */
	readonly choices?: StepChoices | null;
	/** See `sightOf`: where the account is not like that any more, the run is refused before anything is changed. */
	readonly seen?: string | null;
	/** Only these steps of another run, once more; left out: all nine. See `tryStep`. */
	readonly only?: OnlySteps | null;
	/** An existing folder that may be written to: where the PDF goes. */
	readonly reportFolder: string;
	/**
	 * Where the tenant can't be asked for now, the run waits and goes on by itself or with `resume`: otherwise it is
	 * refused, which is an answer for somebody who sits and waits for one.
	 */
	readonly mayWait?: boolean;
	/** Cancels the run before its next request. */
	readonly signal?: AbortSignal | undefined;
	/** Waits before steps, for a run that belongs together with others. */
	readonly hold?: Hold | undefined;
	/** What has to be written down in the transaction that opens the run. */
	readonly together?: Parameters<ExecutionParts['journal']['start']>[3];
}

/**
 * Runs one offboarding: journal first, then the step, then the word to whoever watches. Permissions and idempotency
 * are those of the steps. What Graph refuses is in the record, not an error. When another offboarding of the same
 * employee is under way it is refused; when that one was interrupted, this request joins it and goes on with it.
 *
 * @throws DatabaseError when the journal cannot be written; no step starts after that, and the run can be resumed
 */
export async function offboard(
	parts: ExecutionParts,
	request: OffboardRequest,
	listener: ProgressListener,
): Promise<RunRecord> {
	const { connection, user, manager, dryRun, requestedBy, ticket } = request;
	const requestedAt = new Date().toISOString();
	const { tenantId, cloud } = connection;
	const asked = {
		...{ user, manager, dryRun, requestedBy, ticket, requestedAt, tenantId, cloud },
		reportFolder: resolve(request.reportFolder),
		breakGlass: request.breakGlass ?? [],
		caseFacts: request.caseFacts ?? null,
		...{ choices: request.choices ?? null, seen: request.seen ?? null },
		only: request.only ?? null,
		...(request.actor === undefined ? {} : { actor: request.actor }),
	};
	const held = await parts.journal.start(
		asked,
		seriesOf(connection),
		PROCESS_OWNER,
		request.together,
	);
	failPoint('after start');
	const tell = unbreakable(listener);
	tell({ type: 'started', id: held.id, at: requestedAt });
	const { signal, hold, leaving, list } = request;
	const mayWait = request.mayWait === true && !dryRun;
	const how = { connection, tell, signal, hold, leaving, list, mayWait };
	const end = await untilItEnds(parts, held, how);
	// A try of one step is not the whole that another one is about, and the end of one would pass for that of all nine.
	if (end.joins === null || asked.only !== null) return end.run;
	if ((await readRun(parts.db, end.joins))?.request.only) return end.run;
	const joined = await resume(parts, end.joins, { ...request, listener });
	return joined ?? end.run;
}

/** How an interrupted run goes on. */
export interface ResumeRequest {
	/** A working connection to the tenant of the run. */
	readonly connection: GraphConnection;
	readonly signal?: AbortSignal | undefined;
	readonly hold?: Hold | undefined;
	/** A person asked for this run: it goes on even where it killed the process that worked on it too often. */
	readonly anyway?: boolean;
	/** Where the PDF goes when the folder of the run is not on this machine. */
	readonly spareFolder?: string;
	readonly listener: ProgressListener;
}

/**
 * Goes on with a run that was interrupted: what is done stays done, what was under way is looked at before anything is
 * sent again, and what can't be undone is not sent again at all.
 *
 * @returns the run at its end, or set aside; null when it has ended already, or another process works on it
 */
export async function resume(
	parts: ExecutionParts,
	id: string,
	request: ResumeRequest,
): Promise<RunRecord | null> {
	const taker = { ...THIS_PROCESS, anyway: request.anyway ?? false };
	const held = await takeLease(parts.db, id, taker);
	if (held === 'setAside') return await readRun(parts.db, id);
	return held && (await goOn(parts, held, request));
}

async function goOn(
	parts: ExecutionParts,
	held: HeldRun,
	{ connection, signal, hold, listener, spareFolder }: ResumeRequest,
): Promise<RunRecord> {
	const tell = unbreakable(listener);
	// The first to work on a run that a schedule made begins it; nothing was interrupted.
	const type = held.epoch === 1 ? 'started' : 'resumed';
	tell({ type, id: held.id, at: new Date().toISOString() });
	const how = { connection, tell, signal, hold, spareFolder, mayWait: true };
	return (await untilItEnds(parts, held, how)).run;
}

/**
 * Works on a run, and takes it up again as often as it had to be given back in the middle.
 *
 * @throws LeaseLostError when somebody else has taken it
 */
async function untilItEnds(
	parts: ExecutionParts,
	held: HeldRun,
	options: Parameters<typeof execute>[2],
): Promise<Executed> {
	for (let mine = held; ;) {
		const end = await execute(parts, mine, options);
		if (!end.isGivenBack) return end;
		const again = await takeLease(parts.db, held.id, { ...THIS_PROCESS, anyway: false });
		if (again === 'setAside') return end;
		if (!again) throw new LeaseLostError(`The run ${held.id} was taken over by another runner.`);
		options.tell({ type: 'resumed', id: held.id, at: new Date().toISOString() });
		mine = again;
	}
}

/** By the connection: asking the tenant first would send a request before the run is on record. */
export function seriesOf(connection: GraphConnection): Series {
	return isRehearsal(connection) ? 'SIM' : 'OFF';
}
