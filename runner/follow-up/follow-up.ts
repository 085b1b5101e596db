import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { Queries } from '../database/db';
import type { FollowUpRow } from '../database/follow-up-schema';

/**
 * What a person did: `wiped`: looked at Intune, and the device was wiped; `leave`: it was not, and nothing shall be
 * sent; `send`: it was not, and another run sends one; `again`: another run tries what is open; `stepAgain`: another run
 * tries one step; `dealtWith`: whatever is open was done by hand, or shall stay; `undone`: what can be undone was; `undoneInPart`: some of it was not.
 */
export type FollowUpKind =
	'wiped' | 'leave' | 'send' | 'again' | 'stepAgain' | 'dealtWith' | 'undone' | 'undoneInPart';

/** One thing that a person did about a run after its end. */
export interface FollowUp {
	readonly runId: string;
	/** 1 for the first of its run. */
	readonly number: number;
	readonly kind: FollowUpKind;
	/** Of a decision about a device. */
	readonly deviceId: string | null;
	/** Null where it is about no device, or was erased. */
	readonly device: string | null;
	/** The one that is tried again; null for everything else. */
	readonly step: StepKey | null;
	/** Null where none was given, or it was erased. */
	readonly reason: string | null;
	readonly by: string;
	/** The run that goes on where this one ended, or that tries one step of it. */
	readonly nextRun: string | null;
	/** ISO 8601 UTC. */
	readonly at: string;
}

/** Who does something, and why. */
export interface FollowUpAct {
	readonly runId: string;
	/** Who, for people. */
	readonly by: string;
	/** Who that is in the audit log: `account/ID`. */
	readonly actor: string;
	readonly reason: string | null;
}

/** It can't be done, or was done by somebody else meanwhile. One line for people; nothing was changed. */
export class FollowUpError extends Error {
	override readonly name = 'FollowUpError';
}

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/** What people did about these runs, by run and in the order in which they did it. */
export async function followUpsOf(
	db: Queries,
	runIds: readonly string[],
): Promise<readonly FollowUp[]> {
	const found: FollowUp[] = [];
	for (let from = 0; from < runIds.length; from += AT_ONCE) {
		const rows = await db
			.selectFrom('follow_up')
			.selectAll()
			.where('run_id', 'in', runIds.slice(from, from + AT_ONCE))
			.orderBy('run_id')
			.orderBy('number')
			.execute();
		found.push(...rows.map(followUpOf));
	}
	return found;
}

function followUpOf(row: FollowUpRow): FollowUp {
	return {
		...{ runId: row.run_id, number: row.number, kind: row.kind as FollowUpKind },
		...{ deviceId: row.device_id, device: row.device, reason: row.reason },
		step: row.step as StepKey | null,
		...{ by: row.by_name, nextRun: row.next_run, at: row.at },
	};
}

/**
 * Adds one. The row of the run has to be held: see `heldEnded`.
 *
 * @param tx the transaction of what it tells
 */
export async function addFollowUp(
	tx: Queries,
	{ runId, by, reason }: FollowUpAct,
	what: Pick<FollowUp, 'kind'> &
		Partial<Pick<FollowUp, 'deviceId' | 'device' | 'step' | 'nextRun'>>,
): Promise<void> {
	const { last } = await tx
		.selectFrom('follow_up')
		.select((eb) => eb.fn.max('number').as('last'))
		.where('run_id', '=', runId)
		.executeTakeFirstOrThrow();
	await tx
		.insertInto('follow_up')
		.values({
			...{ run_id: runId, number: Number(last ?? 0) + 1, kind: what.kind },
			...{ device_id: what.deviceId ?? null, device: what.device ?? null },
			step: what.step ?? null,
			...{ reason, by_name: by, next_run: what.nextRun ?? null, at: new Date().toISOString() },
		})
		.execute();
}
