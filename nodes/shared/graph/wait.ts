/** A wait that has begun, for whoever watches: "Microsoft asked to wait until 18:04". */
export interface Wait {
	/** ISO 8601 UTC. */
	readonly untilIso: string;
	/** For people, without the time. */
	readonly why: string;
	/** Version, path and query of the request that waits, without host. */
	readonly path: string;
}

export const ASKED_TO_WAIT = 'Microsoft asked to wait';
export const NO_USABLE_ANSWER = 'Microsoft gave no usable answer, so it is tried again';
export const LOST_ANSWER = 'The answer was lost, so what it may have made is looked for';
export const AWAITS_CONSENT = 'A permission is missing, and an admin may have just granted it';

/** Tells it; whoever watches can't break what is watched. */
export function tell(onWait: ((wait: Wait) => void) | undefined, wait: Wait): void {
	try {
		onWait?.(wait);
	} catch {
		// The request is worth more than the line about it.
	}
}
