import type Stripe from 'stripe';
import type { Catalogue } from './catalogue';

/** Which Stripe: with money, Stripe's own without, or ours on this machine. */
export type StripeMode = 'live' | 'test' | 'simulated';

/** What billing knows of Stripe: the client, and which Stripe it is. */
export interface StripeDesk {
	readonly client: Stripe;
	readonly catalogue: Catalogue;
	/** Events of another mode are not ours. */
	readonly mode: StripeMode;
	readonly webhookSecret: string;
	/** Origins of the pages that people are sent to. */
	readonly pageOrigins: readonly string[];
	/** Of the simulated one: where its time is moved; null for the real one. */
	readonly deskUrl: string | null;
	close(): Promise<void>;
}
