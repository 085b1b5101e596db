import type { HeldGroup } from '../../nodes/shared/step/offboarding';
import { isNotTried } from '../../nodes/shared/step/onlySteps';
import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import { stepNamed, STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import { said, type UndoItem } from '../../nodes/shared/undo/undoItem';
import type { Queries } from '../database/db';
import { effectsOf, type KeptEffect } from '../journal/effects';
import type { RunRecord } from '../journal/run-record';

/** What an offboarding did, step by step, in all of its runs, the first one first. */
export interface Did {
	readonly steps: ReadonlyMap<StepKey, readonly StepOutcome[]>;
	/** The groups as the look-ups found them. */
	readonly groups: readonly HeldGroup[];
	/** Steps that were cut off, where what is known is not enough to undo them. */
	readonly cutOff: readonly UndoItem[];
}

/** Of these the record of single writes says enough; of a rule or a reply it does not say what it was. */
const TOLD_BY_WRITES: readonly StepKey[] = [
	...(['disableAccount', 'resetPassword', 'revokeSessions', 'removeMfaMethods'] as const),
	...(['removeAdminRoles', 'wipeDevices', 'removeFromTeams'] as const),
];

const OF_ACCOUNT: readonly StepKey[] = ['disableAccount', 'resetPassword', 'revokeSessions'];

/** Reads what was really done: outcomes, and for a step that was cut off the writes that were sent. */
export async function didBy(db: Queries, runs: readonly RunRecord[]): Promise<Did> {
	const steps = new Map<StepKey, StepOutcome[]>(STEPS.map(({ key }) => [key, []]));
	const cutOff: UndoItem[] = [];
	for (const run of runs) {
		const open = run.steps.filter(({ startedAt, outcome }) => startedAt !== null && !outcome);
		const effects = open.length === 0 ? [] : await effectsOf(db, run.id);
		for (const { key, outcome } of run.steps) {
			if (outcome && !isNotTried(outcome)) steps.get(key)?.push(outcome);
		}
		for (const { key } of open) {
			const sent = effects.filter((one) => one.stepKey === key && one.state !== 'refused');
			if (sent.length === 0) continue;
			if (TOLD_BY_WRITES.includes(key)) steps.get(key)?.push(outcomeOf(run, key, sent));
			else cutOff.push(cutOffItem(run, key));
		}
	}
	const groups = runs.flatMap(({ offboarding }) => offboarding?.holdings.groups ?? []);
	return { steps, groups, cutOff };
}

function cutOffItem({ id }: RunRecord, key: StepKey): UndoItem {
	const { title } = stepNamed(key);
	const says = `${id} was cut off in this step, and what it had set is not on record. Look at the mailbox: delete the inbox rule “OffboardIQ forward”, and turn off automatic replies that speak of the leaving.`;
	return said({ step: key, what: title, targetId: null }, 'failed', says);
}

/** The outcome that a step would have had, as far as its writes tell. */
function outcomeOf(run: RunRecord, key: StepKey, sent: readonly KeptEffect[]): StepOutcome {
	const at = sent[0]?.at ?? run.startedAt;
	return {
		...{ number: stepNamed(key).number, key, status: 'unknown', verified: false },
		...{ summary: 'The step was cut off.', reason: 'The step was cut off.' },
		...{ startedAt: at, finishedAt: at },
		// A write that names nothing belongs to one that does.
		items: sent
			.filter(({ target, path }) => target !== path || OF_ACCOUNT.includes(key))
			.map((effect) => itemOf(run, key, effect)),
		// Of a channel only the request says in which team it is.
		calls: sent.map((effect) => ({
			...{ method: effect.method, path: effect.path, status: null, requestId: effect.requestId },
			...{ clientRequestId: '', sentAt: effect.at, tookMs: 0, attempt: 1, inBatch: false },
		})),
	};
}

function itemOf(
	{ offboarding }: RunRecord,
	key: StepKey,
	{ target, targetId, state, requestId, attempts, at }: KeptEffect,
): ItemOutcome {
	const wasOn = offboarding?.employee.accountEnabled;
	const change =
		key === 'disableAccount' && wasOn !== null && wasOn !== undefined
			? { before: String(wasOn), after: 'false' }
			: { before: null, after: key === 'disableAccount' ? 'false' : null };
	return {
		...{ target, targetId, status: state === 'done' ? 'done' : 'unknown', verified: false },
		...{ reason: null, code: null, requestId, attempts, verifiedAt: null },
		...{ acceptedAt: state === 'done' ? at : null, ...change },
	};
}
