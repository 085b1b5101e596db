import type { StatusMark, StepKey } from '../../runner';

/**
 * What a person does about a step that needs one; its reason is said beside it. Null for every other.
 *
 * @param hasDecision a wipe of it waits for a decision, which says itself what to do
 * @param mayTry it may be tried again by itself, with a button beside this
 */
export function whatToDo(
	key: StepKey,
	mark: StatusMark,
	hasDecision: boolean,
	mayTry = false,
): string | null {
	if (mark === 'failed') {
		return 'Find out why: Microsoft knows the request by its id. Then try again. Every step looks first at what is there, and does only what is left.';
	}
	if (mark === 'blocked') {
		return mayTry
			? 'Do what the reason says, then try this step again; or do it by hand, then check again: what is seen then is added to the record, never edited in.'
			: 'Do what the reason says, then check again: what is seen then is added to the record, never edited in.';
	}
	if (mark !== 'unknown' || hasDecision) return null;
	return key === 'wipeDevices'
		? 'Look at the devices in Intune, then say here that it is dealt with. Nothing is sent by itself.'
		: 'Look in the tenant whether it was done. Trying again looks there too, and does only what is left.';
}
