import type { ConsentApp } from '../../runner';
import type { Services } from '../services';
import type { DirectorySyncs } from './directory-syncs';
import type { Sandboxes } from './sandboxes';

/** What the connection pages work with. */
export interface ConnectionParts {
	readonly services: Services;
	readonly sandboxes: Sandboxes;
	readonly syncs: DirectorySyncs;
	/** The app that tenants let in at Microsoft; null where this installation has none. */
	readonly consentApp: ConsentApp | null;
}
