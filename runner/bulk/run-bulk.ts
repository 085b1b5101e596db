import { resolve } from 'node:path';
import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { inBackground } from '../database/background';
import type { Queries } from '../database/db';
import type { ExecutionParts } from '../execution/execute';
import { isGone, PROCESS_OWNER } from '../execution/process-owner';
import type { RunRecord } from '../journal/run-record';
import { MOST_LATE_MS } from '../schedule/most-late';
import { createBulk } from './bulk-journal';
import { closeBulk, renewBulk, takeBulk } from './bulk-leases';
import type { BulkListener } from './bulk-progress';
import type { BulkMember, BulkRecord } from './bulk-record';
import { LockOutGate } from './lock-out-gate';
import { Places } from './places';
import { runMember, type BulkWork } from './run-member';
import { withoutDoubles } from './same-person';
import { countPeople } from './tenant-size';

/** A list of people to offboard together. */
export interface BulkRequest {
	readonly connection: GraphConnection;
	readonly members: readonly BulkMember[];
	/** Reads only. */
	readonly dryRun: boolean;
	readonly breakGlass?: readonly string[];
	readonly requestedBy: string | null;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
	readonly ticket: string | null;
	/** What whoever asks knows of the leaving of everybody on it. */
	readonly caseFacts?: CaseFacts | null;
	/** What whoever asks chooses for single steps of everybody on it. */
	readonly choices?: StepChoices | null;
	/** What has to be written down in the transaction that makes the list; when it throws, there is none. */
	readonly together?: (tx: Queries, id: string) => Promise<void>;
	/** An existing folder that may be written to: where the PDFs go. */
	readonly reportFolder: string;
	/** Cancels everybody before their next request. */
	readonly signal?: AbortSignal | undefined;
}

/** How a list that was interrupted goes on. */
export type ResumeBulkRequest = Pick<BulkRequest, 'connection' | 'signal'>;

/** How many are locked out at the same moment, and how many are worked on afterwards. */
const LOCKED_OUT_AT_ONCE = 64;
const AT_ONCE = 24;

const HEARTBEAT_MS = 2_500;

/**
 * Offboards everybody on a list. All of them are locked out first: nobody's fourth step begins while somebody's third
 * has not ended. Everybody on the list counts as leaving, so nobody on it takes anything over. What becomes of one
 * never stops the others.
 *
 * @returns their runs, in the order of the list, everybody once
 * @throws DatabaseError when the journal cannot be written; ConnectionError when a list of names and ids can't be told apart
 */
export async function runBulk(
	parts: ExecutionParts,
	request: BulkRequest,
	listener: BulkListener,
): Promise<readonly RunRecord[]> {
	const { connection, dryRun, requestedBy, ticket } = request;
	const { tenantId, cloud } = connection;
	const members = await withoutDoubles(connection, request.members);
	const [reportFolder, breakGlass] = [resolve(request.reportFolder), request.breakGlass ?? []];
	const { caseFacts = null, choices = null, together } = request;
	const asked = {
		...{ tenantId, cloud, dryRun, requestedBy, ticket, caseFacts, choices },
		...{ reportFolder, breakGlass, actor: request.actor, together },
	};
	const bulk = await createBulk(parts.db, asked, members, PROCESS_OWNER);
	const runs = await work(parts, bulk, request, listener);
	return runs.filter((run) => run !== null);
}

/**
 * Goes on with a list that was interrupted: with the runs that had begun, and with those that had not.
 *
 * @returns the runs it went on with or began; null when it has ended already, or another process works on it
 */
export async function resumeBulk(
	parts: ExecutionParts,
	id: string,
	request: ResumeBulkRequest,
	listener: BulkListener,
): Promise<readonly RunRecord[] | null> {
	const bulk = await takeBulk(parts.db, id, PROCESS_OWNER, isGone);
	if (!bulk) return null;
	// Whom nobody began for so long may be somebody else by now, or stay after all: a person is asked, as of a schedule.
	const late = Date.parse(bulk.requestedAt) < Date.now() - MOST_LATE_MS ? LATE : null;
	const runs = await work(parts, bulk, { ...request, late }, listener);
	return runs.filter((run) => run !== null);
}

const LATE =
	'The list was asked for more than 24 hours ago, and nobody began with this person. Nothing was changed. If it is still right, offboard them now.';

async function work(
	parts: ExecutionParts,
	bulk: BulkRecord,
	{ connection, signal, late = null }: ResumeBulkRequest & { readonly late?: string | null },
	listener: BulkListener,
): Promise<readonly (RunRecord | null)[]> {
	const tell = unbreakable(listener);
	tell({ type: 'begun', id: bulk.id, users: bulk.members.map(({ user }) => user) });
	const heartbeat = setInterval(() => {
		renewBulk(parts.db, bulk.id, PROCESS_OWNER).catch(() => undefined);
	}, HEARTBEAT_MS);
	try {
		await learnSize(parts, bulk, connection);
		const shared: BulkWork = {
			...{ parts, bulk, connection, signal, tell, late },
			list: [...new Set(bulk.members.map(({ user }) => user))],
			gate: new LockOutGate(bulk.members.keys()),
			places: new Places(LOCKED_OUT_AT_ONCE),
			later: new Places(AT_ONCE),
		};
		// A page, and somebody who is offboarded alone, do not wait behind everybody on a list.
		const results = await inBackground(() =>
			Promise.allSettled(bulk.members.map((_, position) => runMember(shared, position))),
		);
		const broken = results.find((result) => result.status === 'rejected');
		if (broken) throw broken.reason;
		return results.map((result) => (result.status === 'fulfilled' ? result.value : null));
	} finally {
		clearInterval(heartbeat);
		await closeBulk(parts.db, bulk.id, PROCESS_OWNER);
	}
}

/** Larger tenants are given more. Asked for where it can make a difference only. */
async function learnSize(
	{ limiter }: ExecutionParts,
	{ members }: BulkRecord,
	connection: GraphConnection,
): Promise<void> {
	if (members.length < 20) return;
	const people = Math.max(members.length, await countPeople(connection));
	limiter.hasPeople(connection.tenantId.toLowerCase(), people);
}

function unbreakable(listener: BulkListener): BulkListener {
	return (progress) => {
		try {
			listener(progress);
		} catch {
			// The journal has it; whoever watched can read it there.
		}
	};
}
