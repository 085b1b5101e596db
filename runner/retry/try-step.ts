import { isDeepStrictEqual } from 'node:util';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import { shortStep, type OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import { auditOf } from '../audit/audit-of';
import { leavingWith } from '../bulk/bulk-journal';
import type { Db, Queries } from '../database/db';
import type { ExecutionParts } from '../execution/execute';
import { offboard, type OffboardRequest } from '../execution/offboard';
import type { ProgressListener } from '../execution/progress';
import { addFollowUp, FollowUpError } from '../follow-up/follow-up';
import { heldEnded, readEnded } from '../follow-up/held-ended';
import { oneMoreTry } from '../follow-up/one-more-try';
import type { RunRecord } from '../journal/run-record';

/** What one more try of a step would be. */
export interface TryPlan {
	readonly run: RunRecord;
	readonly only: OnlySteps;
}

/** One more try that somebody wants. */
export interface TryRequest {
	/** A working connection to the tenant of the run. */
	readonly connection: GraphConnection;
	/** Who asks, as the record names them. */
	readonly requestedBy: string | null;
	/** The same as the line among what people did about the run has it. */
	readonly by: string;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
	/** Why, in the words of whoever asks; null: none was given. */
	readonly reason: string | null;
	/** What is known of whoever asks; what was known of the leaving itself comes from the first run. */
	readonly asker?: Pick<CaseFacts, 'requesterRole' | 'requesterAuth' | 'requesterAddress'>;
	/** An existing folder that may be written to: where the PDF goes. */
	readonly reportFolder: string;
	/** What whoever asks had seen of the account, see `sightOf`; left out or null: nothing is compared. */
	readonly seen?: string | null;
	/** Reads only: says what the step would do, and is no try. */
	readonly dryRun?: boolean;
	readonly mayWait?: boolean;
	readonly signal?: AbortSignal | undefined;
	/** What else has to be written down in the transaction that opens it. */
	readonly together?: (tx: Queries, id: string) => Promise<void>;
}

/**
 * Finds what one more try of a step would be. Reads the journal and nothing else.
 *
 * @throws FollowUpError with why it may not be
 */
export async function planTry(db: Db, runId: string, key: StepKey): Promise<TryPlan> {
	const ended = await readEnded(db, runId);
	return { run: ended.run, only: await oneMoreTry(db, ended, key) };
}

/**
 * Tries one step of a run once more, as a run of its own that leaves the others as they are: the same look-up and its
 * guards, the same workflow, journal, claims and limits, and a record of its own. The first run stays as it is; that its
 * step is tried again is written down in the transaction that opens the new one.
 *
 * @throws FollowUpError when it may not be, or somebody was faster; nothing was sent then. DatabaseError as `offboard`
 */
export async function tryStep(
	parts: ExecutionParts,
	runId: string,
	key: StepKey,
	request: TryRequest,
	listener: ProgressListener,
): Promise<RunRecord> {
	const { db } = parts;
	const { run, only } = await planTry(db, runId, key);
	const together = async (tx: Queries, id: string): Promise<void> => {
		if (request.dryRun) return;
		const ended = await heldEnded(tx, runId);
		if (!isDeepStrictEqual(await oneMoreTry(tx, ended, key), only)) {
			throw new FollowUpError(`${runId} has changed meanwhile. Look at it once more.`);
		}
		await request.together?.(tx, id);
		const { by, reason, actor = request.requestedBy } = request;
		const act = { runId, by, reason, actor: actor ?? by };
		await addFollowUp(tx, act, { kind: 'stepAgain', step: key, nextRun: id });
		await auditOf(db).append(tx, [
			{
				...{ type: 'offboarding.stepTriedAgain', actor: act.actor, run: runId },
				facts: { tenant: run.request.tenantId, step: shortStep(key), key, next: id },
				personal: { reason },
			},
		]);
	};
	return await offboard(
		parts,
		{ ...(await asAskedBefore(db, run, request)), only, together },
		listener,
	);
}

/** As it was asked for the first time, but for who asks, and what was of that time only. */
async function asAskedBefore(
	db: Db,
	{ id, request, offboarding }: RunRecord,
	asked: TryRequest,
): Promise<OffboardRequest> {
	const { user, manager, ticket, breakGlass, choices = null, caseFacts } = request;
	const { connection, requestedBy, actor, reportFolder, signal, seen = null } = asked;
	const leaving = [...(offboarding?.leaving ?? []), ...(await leavingWith(db, id))];
	return {
		...{
			connection,
			manager,
			ticket,
			breakGlass,
			choices,
			requestedBy,
			reportFolder,
			signal,
			seen,
		},
		...{ leaving, dryRun: asked.dryRun === true, mayWait: asked.mayWait === true },
		user: offboarding?.employee.id ?? user,
		...(actor === undefined ? {} : { actor }),
		caseFacts: { ...withoutAsker(caseFacts ?? {}), ...asked.asker },
	};
}

/** When the first run was scheduled, and who had asked for it, says nothing of this one. */
function withoutAsker(facts: CaseFacts): CaseFacts {
	const gone = ['scheduledFor', 'scheduledForLocal', 'scheduledForZone'];
	const asker = ['requesterRole', 'requesterAuth', 'requesterAddress'];
	return Object.fromEntries(
		Object.entries(facts).filter(([name]) => ![...gone, ...asker].includes(name)),
	);
}
