import { isStopCode } from '../graph/effectJournal';
import type { ItemOutcome, StepOutcome } from './outcome';

/** The codes with which Entra refuses the sign-in of the app: a secret that was revoked or expired, a consent withdrawn. */
const REFUSED_SIGN_IN = /^AADSTS\d+$/;

const NOT_STARTED = 'Not started. ';

/**
 * An item whose request was never sent because the app could not sign in any more, or because the run was stopped: it
 * has not failed, it has not begun, and goes on once the connection works again or the run is resumed. Any other is
 * handed back as it is; Graph itself has no such codes, so nothing that was sent is taken for it.
 */
export function asNotStarted(item: ItemOutcome): ItemOutcome {
	const neverSent = isRefusal(item) || isStopCode(item.code);
	if (item.status !== 'failed' || !neverSent) return item;
	return { ...item, status: 'pending', reason: NOT_STARTED + (item.reason ?? '') };
}

/** Why a step, or a part of it, did not start, when the sign-in was refused; null for any other step. */
export function signInRefusal({ items }: Pick<StepOutcome, 'items'>): string | null {
	const item = items.find((one) => one.status === 'pending' && isRefusal(one));
	return item ? (item.reason ?? '').replace(NOT_STARTED, '') : null;
}

function isRefusal({ code }: ItemOutcome): boolean {
	return code !== null && REFUSED_SIGN_IN.test(code);
}
