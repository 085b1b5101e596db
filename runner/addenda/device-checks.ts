import type { AddendumCheck, CheckStatus } from '../../nodes/shared/record/addendum/addendum';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { ItemOutcome } from '../../nodes/shared/step/outcome';
import type { Seen, SeenDevice } from './read-again';

/** The devices that step 8 asked Intune to wipe or retire, or may have. */
export function askedDevices({ steps }: Offboarding): ItemOutcome[] {
	const items = steps.findLast(({ key }) => key === 'wipeDevices')?.items ?? [];
	return items.filter(
		({ status, targetId }) => targetId !== null && (status === 'done' || status === 'unknown'),
	);
}

/** One check a device. A wipe is called done only where Intune itself says so. */
export function deviceChecks(
	offboarding: Offboarding,
	seen: ReadonlyMap<string, Seen<SeenDevice>>,
): AddendumCheck[] {
	return askedDevices(offboarding).map((item) => {
		const id = item.targetId ?? '';
		const found = seen.get(id) ?? unasked;
		const [status, says] = judge(found, item);
		const { requestId } = found;
		return { claim: `Left Intune: ${item.target}`, targetId: id, status, says, requestId };
	});
}

const unasked: Seen<SeenDevice> = {
	is: 'unread',
	reason: 'It was not asked for.',
	requestId: null,
};

const GONE =
	'Its record is gone, as it is after a wipe or retire. A record that somebody deleted by hand looks the same.';

function judge(found: Seen<SeenDevice>, item: ItemOutcome): readonly [CheckStatus, string] {
	if (found.is === 'unread') return ['notKnown', `It could not be read. ${found.reason}`];
	if (found.is === 'gone') return ['confirmed', GONE];
	const { state, action } = found.value;
	if (action?.toLowerCase() === 'done') {
		return ['confirmed', `Intune says that it is done; the device is ${state ?? 'of no state'}.`];
	}
	if (action?.toLowerCase() === 'failed') {
		return [
			'contradicted',
			'Intune says that it failed. Ask for the device, or wipe it again by hand.',
		];
	}
	const now = `Intune has it as ${state ?? 'of no state'}`;
	if (item.status === 'unknown' && state === 'managed') {
		return ['notYet', `${now}: the request whose answer was lost seems not to have come through.`];
	}
	return ['notYet', `${now}. It happens when the device is next online.`];
}
