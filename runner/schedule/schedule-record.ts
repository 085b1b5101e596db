import type { ScheduleRow } from '../database/schedule-schema';
import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { StepChoices } from '../../nodes/shared/step/stepChoices';
import type { Identity } from './identity';
import type { PlannedTime } from './plan-time';

/**
 * `pending` until its time; `started` from then until its run ends; `needs_confirmation` when a person has to say
 * whether it shall still happen; `finished`, `failed` and `cancelled` are ends.
 */
export type ScheduleState =
	'pending' | 'started' | 'needs_confirmation' | 'finished' | 'failed' | 'cancelled';

/** One offboarding for later, as it stands. */
export interface Schedule {
	readonly id: string;
	readonly state: ScheduleState;
	/** In one line, where the state alone does not say it. */
	readonly reason: string | null;
	readonly tenantId: string;
	readonly connectionId: string;
	readonly simulated: boolean;
	readonly employee: Identity;
	/** Who was found instead, while a person has to confirm it. */
	readonly found: Identity | null;
	readonly time: PlannedTime;
	readonly manager: string | null;
	readonly requestedBy: string | null;
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts | null;
	readonly choices: StepChoices | null;
	/** ISO 8601 UTC, like all times. */
	readonly createdAt: string;
	readonly firedAt: string | null;
	readonly runId: string | null;
	/** How many it is about, of a list of people: `employee` stands for all of them then; null: one person. */
	readonly people: number | null;
	/** The list that it became. */
	readonly bulkId: string | null;
}

/** A schedule as scripts get it; `id`, `employee` and `dueAt` are a contract. */
export interface ScheduleJson {
	readonly id: string;
	readonly employee: {
		readonly id: string;
		readonly userPrincipalName: string;
		readonly displayName: string;
	};
	readonly dueAt: string;
	readonly state: ScheduleState;
	readonly reason: string | null;
	readonly wallTime: string;
	readonly zone: string;
	readonly offset: string;
	readonly resolution: PlannedTime['resolution'];
	readonly simulated: boolean;
	readonly runId: string | null;
	/** Of a list of people only. */
	readonly people?: number;
	readonly bulkId?: string | null;
}

export function scheduleOf(row: ScheduleRow): Schedule {
	return {
		id: row.id,
		state: row.state as ScheduleState,
		reason: row.reason,
		tenantId: row.tenant_id,
		connectionId: row.connection_id,
		simulated: row.simulated === 1,
		employee: JSON.parse(row.employee_json) as Identity,
		found: row.found_json === null ? null : (JSON.parse(row.found_json) as Identity),
		time: {
			wallTime: row.wall_time,
			zone: row.zone,
			dueAt: row.due_at,
			offset: row.utc_offset,
			resolution: row.resolution as PlannedTime['resolution'],
		},
		manager: row.manager,
		requestedBy: row.requested_by,
		ticket: row.ticket,
		caseFacts: row.case_json === null ? null : (JSON.parse(row.case_json) as CaseFacts),
		choices: row.choices_json === null ? null : (JSON.parse(row.choices_json) as StepChoices),
		createdAt: row.created_at,
		firedAt: row.fired_at,
		runId: row.run_id,
		...{ people: row.people, bulkId: row.bulk_id },
	};
}

/** A schedule as the command line prints it. */
export function scheduleJson(schedule: Schedule): ScheduleJson {
	const { id, state, reason, employee, time, simulated, runId, people, bulkId } = schedule;
	const { wallTime, zone, offset, resolution, dueAt } = time;
	return {
		id,
		employee: {
			id: employee.id,
			userPrincipalName: employee.userPrincipalName,
			displayName: employee.displayName,
		},
		dueAt,
		...{ state, reason, wallTime, zone, offset, resolution, simulated, runId },
		...(people === null ? {} : { people, bulkId }),
	};
}
