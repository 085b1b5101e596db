import { count, enumerate } from '../shared/step/counting';
import type { HeldDevice, Warning } from '../shared/step/offboarding';
import { decide, pendingState } from '../WipeDevices/decision';

const STEPS = ['wipeDevices'];

/** Devices that no policy wipes: they are retired, left alone, or were asked before. */
export function deviceWarnings(devices: readonly HeldDevice[]): readonly Warning[] {
	const asked = devices.filter((device) => pendingState(device.managementState) !== null);
	const open = devices.filter((device) => !asked.includes(device));
	const decided = open.map((device) => ({ device, ...decide(device, 'wipeCompany') }));
	const retired = decided.filter(({ action }) => action === 'retire');
	const left = decided.flatMap((one) =>
		one.action === 'leave' ? [`${one.device.deviceName}, because ${inner(one.reason)}`] : [],
	);
	return [
		...told('personalDevices', 'will be retired at most, never wiped', retired),
		...(left.length === 0
			? []
			: [
					{
						code: 'devicesLeftAlone',
						message: `${count(left.length, 'device')} will be left alone: ${left.join('; ')}.`,
						steps: STEPS,
					},
				]),
		...told(
			'askedBefore',
			'will not be asked again, because a wipe or retire is under way',
			asked.map((device) => ({ device })),
		),
	];
}

function told(
	code: string,
	what: string,
	entries: readonly { readonly device: HeldDevice }[],
): readonly Warning[] {
	if (entries.length === 0) return [];
	const names = enumerate(entries.map(({ device }) => device.deviceName));
	return [{ code, message: `${count(entries.length, 'device')} ${what}: ${names}.`, steps: STEPS }];
}

/** "Left alone: it is …." is "because it is …" beside a name. */
function inner(reason: string): string {
	return reason.replace(/^Left alone: /, '').replace(/\.$/, '');
}
