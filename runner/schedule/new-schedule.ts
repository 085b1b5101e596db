import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { Queries } from '../database/db';
import type { Identity } from './identity';
import type { PlannedTime } from './plan-time';

/** What a new schedule is made of. */
export interface NewSchedule {
	readonly connectionId: string;
	/** The tenant's id, as it was read from it. */
	readonly tenantId: string;
	readonly simulated: boolean;
	readonly employee: Identity;
	readonly time: PlannedTime;
	readonly manager: string | null;
	readonly breakGlass: readonly string[];
	readonly requestedBy: string | null;
	/** Who that is in the audit log: `account/ID`, where a name must not stand there. */
	readonly actor?: string;
	readonly reportFolder: string | null;
	readonly ticket?: string | null;
	/** What whoever asks knows of the leaving itself; left out or null: nothing. */
	readonly caseFacts?: CaseFacts | null;
	/** What whoever asks chooses for single steps; left out or null: the defaults. */
	readonly choices?: StepChoices | null;
	/** What has to be written down in the transaction that makes it; when it throws, there is no schedule. */
	readonly together?: (tx: Queries, id: string) => Promise<void>;
}

/** A time as the columns that keep it. */
export function timeOf({ wallTime, zone, offset, resolution, dueAt }: PlannedTime) {
	return { wall_time: wallTime, zone, utc_offset: offset, resolution, due_at: dueAt };
}

/** A new schedule as the columns that keep it. */
export function rowOf(wanted: NewSchedule) {
	return {
		state: 'pending',
		active: 1,
		occurrence: 0,
		connection_id: wanted.connectionId,
		tenant_id: wanted.tenantId.toLowerCase(),
		simulated: wanted.simulated ? 1 : 0,
		employee_id: wanted.employee.id,
		employee_json: JSON.stringify(wanted.employee),
		...timeOf(wanted.time),
		manager: wanted.manager,
		break_glass_json: JSON.stringify(wanted.breakGlass),
		requested_by: wanted.requestedBy,
		report_folder: wanted.reportFolder,
		ticket: wanted.ticket ?? null,
		case_json: wanted.caseFacts ? JSON.stringify(wanted.caseFacts) : null,
		choices_json: wanted.choices ? JSON.stringify(wanted.choices) : null,
	};
}
