import { brokenChecksOf } from '../addenda/addendum-journal';
import { auditOf } from '../audit/audit-of';
import type { Facts, NewEntry } from '../audit/acts';
import type { Db, Queries } from '../database/db';
import type { RunRecord } from '../journal/run-record';
import {
	addFollowUp,
	FollowUpError,
	followUpsOf,
	type FollowUp,
	type FollowUpAct,
} from './follow-up';
import { continuedIn, heldEnded, type EndedRun } from './held-ended';
import { isStillTheirs, isTooOld, tooOldWords, TRY_DAYS } from './one-more-try';
import { openWipes, settleOpenClaim, type OpenWipe } from './open-wipes';
import { triesOf } from './tries';

/** What a person says of a wipe whose answer was lost. */
export interface WipeDecision extends FollowUpAct {
	/** Intune managedDevice id. */
	readonly deviceId: string;
	/** Whoever decides says why: it is evidence. */
	readonly reason: string;
}

/** What people do about runs that have ended: decisions, another try, a word that it is dealt with. */
export class FollowUps {
	readonly #db: Db;

	constructor(db: Db) {
		this.#db = db;
	}

	/** What was done about these runs, in the order in which it was done. */
	async of(runIds: readonly string[]): Promise<readonly FollowUp[]> {
		return await followUpsOf(this.#db, runIds);
	}

	/** The runs that tried single steps again, of those whom these acts are about; the first one first. */
	async tries(acts: readonly FollowUp[]): Promise<readonly RunRecord[]> {
		return await triesOf(this.#db, acts);
	}

	/** The wipes and retires of a run of which nobody knows whether they were done. */
	async openWipes(run: RunRecord, tries: readonly RunRecord[] = []): Promise<readonly OpenWipe[]> {
		return await openWipes(this.#db, run, tries);
	}

	/**
	 * A person has looked at Intune: the device was wiped, or it was not and shall be left. Nothing is sent. One that was
	 * wiped is not sent anything by any later run either; one that was left stays open, and may be decided about again.
	 *
	 * @throws FollowUpError when there is nothing to decide, or somebody was faster
	 */
	async decideWipe(decision: WipeDecision, what: 'wiped' | 'leave'): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			const { ended, wipe } = await openOne(tx, decision);
			if (what === 'wiped') await mustSettle(tx, ended, wipe, 'accepted');
			await addFollowUp(tx, decision, { kind: what, ...deviceOf(wipe) });
			await auditOf(this.#db).append(tx, [decided(decision, ended.run, wipe, what)]);
		});
	}

	/**
	 * The same, and one more is to be sent: the device is free again for the run that opens in this transaction, and for
	 * one send only. The step looks at the device before it sends, as always. Within the time of a try: whoever came back
	 * since, and has the device again, is not who it was about.
	 *
	 * @param nextRun the run that sends it
	 * @throws FollowUpError
	 */
	async sendIn(tx: Queries, nextRun: string, decision: WipeDecision): Promise<void> {
		const { ended, wipe } = await openOne(tx, decision);
		refuseContinued(ended);
		refuseLate(ended);
		await mustSettle(tx, ended, wipe, 'released');
		await addFollowUp(tx, decision, { kind: 'send', ...deviceOf(wipe), nextRun });
		const entry = decided(decision, ended.run, wipe, 'send', { next: nextRun });
		await auditOf(this.#db).append(tx, [entry]);
	}

	/**
	 * Another run tries what this one left open. Wipes that may have been done are not among it. Within the time of a try of
	 * one step, because this one does all of it.
	 *
	 * @param tx the transaction that opens the other run
	 * @throws FollowUpError when another one does already, or it ended too long ago
	 */
	async againIn(tx: Queries, nextRun: string, act: FollowUpAct): Promise<void> {
		const ended = await heldEnded(tx, act.runId);
		refuseContinued(ended);
		if (isTooOld(ended.run, new Date())) throw new FollowUpError(tooOldWords(ended.run));
		await addFollowUp(tx, act, { kind: 'again', nextRun });
		await auditOf(this.#db).append(tx, [
			{
				...{ type: 'offboarding.triedAgain', actor: act.actor, run: act.runId },
				facts: { tenant: ended.run.request.tenantId, next: nextRun },
				personal: { reason: act.reason },
			},
		]);
	}

	/**
	 * Whatever a run left open is dealt with, or shall stay: a person says how. The run and its record stay as they are.
	 *
	 * @throws FollowUpError when that was said already
	 */
	async dealtWith(act: FollowUpAct): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			const { run, followUps } = await heldEnded(tx, act.runId);
			const before = followUps.findLast(({ kind }) => kind === 'dealtWith');
			const broken = (await brokenChecksOf(tx, [act.runId])).get(act.runId);
			// What a later check found since is another thing to deal with.
			if (before && !(broken && broken.checkedAt > before.at)) {
				throw new FollowUpError(`${before.by} said so already, at ${before.at}.`);
			}
			await addFollowUp(tx, act, { kind: 'dealtWith' });
			await auditOf(this.#db).append(tx, [
				{
					...{ type: 'offboarding.dealtWith', actor: act.actor, run: act.runId },
					facts: { tenant: run.request.tenantId },
					personal: { reason: act.reason },
				},
			]);
		});
	}
}

async function openOne(
	tx: Queries,
	{ runId, deviceId }: WipeDecision,
): Promise<{ readonly ended: EndedRun; readonly wipe: OpenWipe }> {
	const ended = await heldEnded(tx, runId);
	const open = await openWipes(tx, ended.run, ended.tries);
	const wipe = open.find((one) => one.deviceId === deviceId.toLowerCase());
	if (wipe) return { ended, wipe };
	const before = ended.followUps.findLast((one) => one.deviceId === deviceId.toLowerCase());
	throw new FollowUpError(
		before
			? `${before.by} has decided already, at ${before.at}. Nothing was sent now.`
			: `There is nothing to decide about this device in ${runId}.`,
	);
}

function refuseContinued({ run, followUps }: EndedRun): void {
	const next = continuedIn(followUps);
	if (followUps.some(({ kind }) => kind === 'undone' || kind === 'undoneInPart')) {
		throw new FollowUpError(
			`${run.id} was undone. To offboard this person after all, start a new one. Nothing was started now.`,
		);
	}
	if (next === null) return;
	throw new FollowUpError(`${run.id} goes on in ${next} already. Nothing was started now.`);
}

function refuseLate({ run }: EndedRun): void {
	if (isStillTheirs(run, new Date())) return;
	throw new FollowUpError(
		`${run.id} ended more than ${TRY_DAYS} days ago, or does not say any more whom it was about. Look whose the device is by now, and start a new offboarding if it is still right. Nothing was sent.`,
	);
}

async function mustSettle(
	tx: Queries,
	{ run }: EndedRun,
	wipe: OpenWipe,
	to: 'accepted' | 'released',
): Promise<void> {
	if (await settleOpenClaim(tx, run.request.tenantId, wipe, to)) return;
	throw new FollowUpError('Somebody has decided about this device meanwhile. Nothing was changed.');
}

const deviceOf = ({ deviceId, device }: OpenWipe) => ({ deviceId, device });

/** The device is the same hash as in the entries about what was sent to it. */
function decided(
	{ actor, reason, runId }: WipeDecision,
	{ request: { tenantId } }: RunRecord,
	{ deviceId, device, action, sentIn }: OpenWipe,
	decision: FollowUp['kind'],
	more: Facts = {},
): NewEntry {
	return {
		...{ type: 'device.decided', actor, run: runId },
		facts: { tenant: tenantId, action, decision, sentIn, ...more },
		hashed: { device: `device\n${tenantId}\n${deviceId}` },
		personal: { target: device, targetId: deviceId, reason },
	};
}
