import { fieldsOf, type GraphResult } from '../shared/graph';
import { alreadyDone, done, unknown } from '../shared/step/items';
import type { HeldDevice } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import type { SentAction } from '../shared/step/stepJournal';
import { askedBefore } from './decision';
import { watch, type ActionResult } from './sendAction';
import { requested } from './sentences';
import { targetOf } from './target';

/** What the journal remembers of a device after we tried. Only a definite no lets a later run try again. */
export function stateOfClaim(result: ActionResult): 'accepted' | 'open' | 'released' {
	if (result.kind === 'requested') return 'accepted';
	return result.kind === 'unknown' ? 'open' : 'released';
}

/**
 * A device to which a wipe or retire was sent before, by this run until it was interrupted or by another. Nothing is
 * sent; what Intune shows decides what may be said.
 *
 * @param read the device as it is now
 */
export async function afterSent(
	{ graph, journal }: StepContext,
	device: HeldDevice,
	read: GraphResult | undefined,
	sent: SentAction,
): Promise<ItemOutcome> {
	const target = targetOf(device);
	const shown = read?.ok ? askedBefore(fieldsOf(read.body), graph.clock.now()) : null;
	if (!sent.ours) return byAnother(device, sent, shown);
	const answer = { requestId: sent.requestId, attempts: 1, at: sent.at };
	if (sent.state === 'accepted' || shown !== null) {
		await journal?.settleDevice(device.id, 'accepted', null);
		return done({ ...target, after: shown }, answer, null, requested(sent.action, shown));
	}
	const seen = await watch(graph, device.id);
	if (seen !== 'unreadable' && seen.state !== null) {
		await journal?.settleDevice(device.id, 'accepted', null);
		const reason = requested(sent.action, seen.state);
		return done({ ...target, after: seen.state }, seen.answer, null, reason);
	}
	return unknown(
		target,
		`A ${sent.action} was about to be sent when the run was interrupted, and nothing shows that it was. Look at the device in Intune before anybody sends one.`,
	);
}

function byAnother(device: HeldDevice, sent: SentAction, shown: string | null): ItemOutcome {
	const target = targetOf(device);
	const says = shown === null ? 'Intune shows nothing of it' : `Intune says ${shown}`;
	if (sent.state === 'accepted' || shown !== null) {
		const reason = `A ${sent.action} was requested in ${sent.runId} at ${sent.at}; ${says}. Not sent again.`;
		return alreadyDone(target, reason, sent.requestId);
	}
	return unknown(
		target,
		`A ${sent.action} was sent in ${sent.runId} at ${sent.at} and its answer was lost; ${says}. Look at the device in Intune before anybody sends another.`,
	);
}
