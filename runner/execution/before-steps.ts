import { setTimeout as delay } from 'node:timers/promises';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { KeptEffect } from '../journal/effects';
import { admitAdministrator } from './admit-administrator';
import type { RunRecord } from '../journal/run-record';
import { refuseOtherPerson } from './same-person';
import { refuseOtherSight } from './sight';
import type { BeforeStep } from './recording';

/** Waits before a step of a run that belongs together with others; ends early when the run is stopped. */
export type Hold = (key: StepKey, stopped: AbortSignal) => Promise<void>;

/** How long after an intent a thing that must exist once may still turn up in a list, milliseconds. */
const SETTLE_MS = 90_000;

/** What a step waits for, and what keeps the first one from starting at all. */
export function beforeSteps(
	parts: Parameters<typeof admitAdministrator>[0],
	effects: readonly KeptEffect[],
	hold: Hold | undefined,
	begun: RunRecord,
): BeforeStep {
	const { stopped } = parts.live;
	return async (key, offboarding) => {
		await hold?.(key, stopped);
		await settled(effects, key, stopped);
		if (key !== 'disableAccount') return;
		await refuseOtherPerson(parts.db, begun.request, offboarding);
		refuseOtherSight(offboarding, toCompare(begun));
		await admitAdministrator(parts, offboarding);
	};
}

/** Only by a run that begins: one that goes on has changed the account itself. */
const toCompare = ({ offboarding, request }: RunRecord): string | null =>
	offboarding === null ? (request.seen ?? null) : null;

/**
 * Waits until what a crash left open can be seen: a rule that was asked for a moment ago may not be in the list yet, and
 * would be made a second time.
 */
async function settled(
	effects: readonly KeptEffect[],
	key: string,
	stopped: AbortSignal,
): Promise<void> {
	const open = effects.filter(
		({ stepKey, effect, state }) =>
			stepKey === key && effect === 'createOnce' && (state === 'intent' || state === 'open'),
	);
	const last = Math.max(0, ...open.map(({ at }) => Date.parse(at)));
	const wait = Math.min(SETTLE_MS, last + SETTLE_MS - Date.now());
	if (wait > 0) await delay(wait, undefined, { signal: stopped }).catch(() => undefined);
}
