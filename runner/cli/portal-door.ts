import type { ForgetPeople } from '../audit/erased-people';
import type { Runner } from '../contract';

/** A running portal, as far as the command line knows it. */
export interface RunningPortal {
	readonly url: string;
	close(): Promise<void>;
}

/** What the command line hands to a portal. */
export interface PortalWish {
	readonly runner: Runner;
	readonly dataFolder: string;
	readonly port: number;
}

/**
 * Starts the portal. Handed in by the program that holds both, `bin/offboardiq.js`: nothing below the portal may import
 * it.
 */
export type StartPortal = (wish: PortalWish) => Promise<RunningPortal>;

/** What the program hands to the command line of a portal that may never run. */
export interface PortalDoor {
	readonly startPortal: StartPortal;
	/** The portal keeps names too: see `ForgetPeople`. */
	readonly forgetPeople: ForgetPeople;
}
