import type { Logger } from 'pino';
import type { Runner } from '../runner';
import type { MicrosoftLogin } from './accounts/microsoft/microsoft-login';
import type { StripeDesk } from './billing/stripe/stripe-desk';
import type { PortalConfig } from './config';
import type { Queries } from './database/schema';

/** What every feature works with. Made once, at the start. */
export interface Services {
	readonly config: PortalConfig;
	readonly db: Queries;
	readonly runner: Runner;
	readonly log: Logger;
	/** Sign-in at Microsoft; null where it is not configured. */
	readonly microsoft: MicrosoftLogin | null;
	/** Where plans are paid; null where billing is not set up. */
	readonly stripe: StripeDesk | null;
	/** The clock of sessions, links and trials; tests move it. */
	readonly now: () => Date;
}
