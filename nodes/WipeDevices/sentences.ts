import type { GraphFailure } from '../shared/graph';
import { blocked, done, fromFailure, skipped, unknown, type Target } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import type { ActionResult } from './sendAction';

/** Why nothing is sent to a device that was asked for already. */
export function notAgain(earlier: string): string {
	return `Was asked for before: Intune says ${earlier}. Not sent again.`;
}

/** What "accepted" means for a device: asked for, never "wiped". */
export function requested(action: 'wipe' | 'retire', state: string | null): string {
	const said = state === null ? '' : ` Intune says ${state}.`;
	const Action = action === 'wipe' ? 'Wipe' : 'Retire';
	return `${Action} requested, not confirmed.${said} It takes effect when the device is online.`;
}

/** What became of a request as an item of the record. */
export function itemOf(
	target: Target,
	action: 'wipe' | 'retire',
	result: ActionResult,
): ItemOutcome {
	switch (result.kind) {
		case 'requested': {
			const reason = requested(action, result.state);
			return done({ ...target, after: result.state }, result.answer, null, reason);
		}
		case 'changed':
			return skipped(target, result.reason);
		case 'unknown':
			return unknown(
				target,
				`We sent one ${action} and lost the answer. Look at the device in Intune before anybody sends another.`,
				result.failure,
			);
		case 'refused':
			return needsApproval(result.failure)
				? blocked(
						target,
						`Needs approval: Intune multi admin approval covers this. Approve the ${action} in the Intune admin center, or exclude the app from the access policy.`,
						result.failure,
					)
				: fromFailure(target, result.failure);
	}
}

/** @see https://learn.microsoft.com/intune/intune-service/fundamentals/multi-admin-approval */
function needsApproval(failure: GraphFailure): boolean {
	return /x-msft-approval/i.test(failure.graphMessage ?? '');
}
