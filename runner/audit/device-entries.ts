import type { Act, NewEntry } from './acts';

/** A write that is sent at most once, as the journal keeps it. */
interface DeviceWrite {
	readonly run: string;
	readonly tenantId: string;
	readonly stepKey: string;
	/** Version, path and query without host; its last part is the action. */
	readonly path: string;
	readonly target: string | null;
	readonly targetId: string | null;
	readonly requestId?: string | null;
}

/** How a wipe or retire stands, by what became of its request. */
export const DEVICE_ACT = {
	intent: 'device.sending',
	done: 'device.requested',
	refused: 'device.refused',
	open: 'device.unknown',
} as const satisfies Record<string, Act>;

/** One wipe or retire: about to be sent, or what became of it. The same device is the same hash in every entry. */
export function deviceEntry(state: keyof typeof DEVICE_ACT, write: DeviceWrite): NewEntry {
	const { run, tenantId, stepKey, path, target, targetId, requestId } = write;
	const action = path.split('?')[0]?.split('/').at(-1) ?? '';
	return {
		type: DEVICE_ACT[state],
		run,
		facts: { step: stepKey, action },
		hashed: { device: `device\n${tenantId}\n${targetId?.toLowerCase() ?? path}` },
		personal: { target, targetId, ...(requestId === undefined ? {} : { requestId }) },
	};
}
