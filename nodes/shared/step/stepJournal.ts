import type { EffectJournal, Intent, IntentState } from '../graph/effectJournal';
import type { AuditCheckpoint } from './auditCheckpoint';
import type { HeldDevice, Offboarding } from './offboarding';
import type { OnlySteps } from './onlySteps';
import type { StepKey } from './vocabulary';

/** A write of this step that was sent, or was about to be, before the run was interrupted. */
export interface EarlierEffect {
	readonly target: string;
	readonly targetId: string | null;
	readonly method: string;
	readonly path: string;
	/** `intent`: it is not known whether it was sent. */
	readonly state: IntentState | 'intent';
	readonly requestId: string | null;
	readonly attempts: number;
	/** When it was written down or ended, ISO 8601 UTC. */
	readonly at: string;
}

/** A wipe or retire that was sent to a device by us, in whatever run. */
export interface SentAction {
	/** The run that sent it, as people know it. */
	readonly runId: string;
	/** True when that is this run, before it was interrupted. */
	readonly ours: boolean;
	readonly action: 'wipe' | 'retire';
	/** `accepted`: Intune took it. `open`: it may or may not have. */
	readonly state: 'accepted' | 'open';
	readonly requestId: string | null;
	/** ISO 8601 UTC. */
	readonly at: string;
}

/** A write that may have been done: Graph accepted it, or nobody knows. */
export interface LastWrite {
	/** `accepted`: Graph took it. `open`: it may or may not have been done. */
	readonly state: 'accepted' | 'open';
	/** When its end was written down, or it was about to be sent: ISO 8601 UTC. */
	readonly at: string;
}

/** What is known of the devices of the run whose step is tried again. */
export interface FirstLook {
	/** That run, as people know it. */
	readonly run: string;
	/** When it began, ISO 8601 UTC. */
	readonly at: string;
	/** As the earliest look-up that could read them found them; null: none could. */
	readonly devices: readonly HeldDevice[] | null;
	/** False where that was not the run's own look-up, but one of a try since. */
	readonly isOwn: boolean;
	/** Ids of those that its step came upon by itself. */
	readonly handled: readonly string[];
}

/** What a step may ask of the runner's journal, besides what the transport does by itself. */
export interface StepJournal extends EffectJournal {
	/** What this step had sent when the run was interrupted; empty in a run that was not. */
	readonly earlier: readonly EarlierEffect[];
	/** Null in a run that is no try of the devices. */
	readonly firstLook: FirstLook | null;
	/** What was sent to a device before, by this run or another of the same tenant; null for nothing. */
	sentTo(deviceId: string): Promise<SentAction | null>;
	/**
	 * The last time that just this write may have been done in this tenant, by whatever run, this one included.
	 *
	 * @param write see `addressInJournal`
	 * @param withinMs older ones do not count, milliseconds
	 * @returns null for none
	 */
	lastWrite(write: Pick<Intent, 'method' | 'path'>, withinMs: number): Promise<LastWrite | null>;
	/**
	 * Claims a device for one wipe or retire. Whoever has it is the only one who may send, whichever road leads there.
	 *
	 * @returns null when it is ours now; what another has sent, or is about to send, otherwise
	 */
	claimDevice(deviceId: string, action: 'wipe' | 'retire'): Promise<SentAction | null>;
	/** `released`: definitely not done, so that a later run may try. */
	settleDevice(
		deviceId: string,
		state: 'accepted' | 'open' | 'released',
		requestId: string | null,
	): Promise<void>;
}

/** The journal of one run, as the nodes of its workflow find it. */
export interface RunJournal {
	/** The offboarding as it stood when it was interrupted; null for one that begins. */
	readonly resumed: Offboarding | null;
	/** The steps that are tried; null: all of them. */
	readonly only: OnlySteps | null;
	/** @param key null for the look-up, which writes nothing */
	forStep(key: StepKey | null): StepJournal;
	/** Told when the look-up could not say whom it is about because nobody answered: not a no, and over in a while. */
	notNow(reason: string): void;
	/** What the audit log had come to when the record of this run was begun; null where nobody keeps one. */
	auditCheckpoint(): Promise<AuditCheckpoint | null>;
}
