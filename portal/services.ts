import type { Logger } from 'pino';
import type { Runner } from '../runner';
import type { PortalConfig } from './config';
import type { Queries } from './database/schema';

/** What every feature works with. Made once, at the start. */
export interface Services {
	readonly config: PortalConfig;
	readonly db: Queries;
	readonly runner: Runner;
	readonly log: Logger;
	/** The clock of sessions, links and trials; tests move it. */
	readonly now: () => Date;
}
