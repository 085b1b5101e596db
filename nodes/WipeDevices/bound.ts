import { sameId } from '../shared/graph';
import type { HeldDevice } from '../shared/step/offboarding';
import type { FirstLook } from '../shared/step/stepJournal';
import { whyChanged } from './decision';

/**
 * One more try is about the devices of the run that it belongs to. Whoever asked for that one knew nothing of a laptop
 * that came into these hands since, or back into the company's.
 *
 * @param device as the look-up of this try found it
 * @param first null where it is no try: then there is nothing else to compare with
 * @returns why a person has to look at it, in one line; null when it is one of them, as it was
 */
export function whyNotBound(
	device: HeldDevice,
	first: FirstLook | null,
	employeeId: string,
): string | null {
	if (first === null) return null;
	const known = first.devices?.find(({ id }) => sameId(id, device.id));
	if (known && whyChanged(known, device, employeeId) !== null) {
		return `Not sent: it is not as it was in ${first.run}: its user, owner, enrolment or hardware is another. ${LOOK}`;
	}
	if (first.handled.some((id) => sameId(id, device.id))) return null;
	if (!known && first.devices !== null) {
		return `Not sent: ${first.run} did not know this device. ${LOOK}`;
	}
	const enrolledAt = Date.parse(device.enrolledAt ?? '');
	if (first.isOwn || enrolledAt <= Date.parse(first.at)) return null;
	return `Not sent: nothing shows that it was enrolled before ${first.run}. ${LOOK}`;
}

const LOOK = 'Look in Intune whose it is. If it goes too, offboard this person once more.';
