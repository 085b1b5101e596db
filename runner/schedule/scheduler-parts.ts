import type { KeptConnections } from '../connections/kept-connections';
import type { Db } from '../database/db';
import type { Delivery } from '../delivery/delivery';
import type { ListParts } from './lists';
import type { Abandoned } from './open-runs';
import type { UndoWork } from './undos';
import type { Resume } from './work';

/** What the scheduler needs of the runner. */
export interface SchedulerParts {
	readonly db: Db;
	readonly connections: KeptConnections;
	readonly abandoned: Abandoned;
	readonly resume: Resume;
	/** The lists of people, and how one is gone on with. */
	readonly lists: Pick<ListParts, 'abandoned' | 'resume'>;
	/** The undos that were interrupted, and how one is gone on with. */
	readonly undos: UndoWork;
	/** Stops every run of this process before its next request. */
	readonly pause: () => void;
	/** How runs come to whoever works on them. */
	readonly delivery: Delivery;
}
