import { createGraphClient } from '../../nodes/shared/graph/client';
import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { KeptConnections } from '../connections/kept-connections';
import type { LookUpRequest } from '../execution/look-up';
import { identityOf } from './identity';
import type { PlannedTime } from './plan-time';
import type { NewSchedule } from './new-schedule';
import type { Schedule } from './schedule-record';
import type { Schedules } from './schedules';

/** Somebody's offboarding for later, as a person asks for it. */
export interface ScheduleRequest extends LookUpRequest {
	readonly time: PlannedTime;
	readonly requestedBy: string | null;
	/** See `NewSchedule`. */
	readonly actor?: string;
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts | null;
	/** See `NewSchedule`. */
	readonly choices?: NewSchedule['choices'];
	readonly together?: NewSchedule['together'];
	/** An existing folder: where the PDF goes; null for the runner's own. */
	readonly reportFolder: string | null;
}

interface ScheduleParts {
	readonly lookUp: (request: LookUpRequest) => Promise<Offboarding>;
	readonly connections: KeptConnections;
	readonly schedules: Schedules;
}

/**
 * Schedules an offboarding. The person is looked up first, as a run would: what is wrong is found now, not on the day.
 * The connection is kept, sealed, for the day. Reads only in the tenant.
 *
 * @throws LookUpRefused for whom a run would be refused; ScheduleError where they have a schedule already; KeyError
 */
export async function scheduleOffboarding(
	{ lookUp, connections, schedules }: ScheduleParts,
	request: ScheduleRequest,
): Promise<Schedule> {
	const { connection, breakGlass, time, requestedBy, ticket, caseFacts, reportFolder } = request;
	const { employee, manager, tenant } = await lookUp(request);
	const graph = createGraphClient(connection, { readOnly: true });
	return await schedules.create({
		// In the name of whoever schedules, not of the account that this process runs under.
		connectionId: await connections.keep(connection, tenant.id, request.actor ?? requestedBy),
		tenantId: tenant.id,
		simulated: tenant.simulated,
		employee: await identityOf(graph, employee.id),
		// By object id, as the employee: a name may belong to somebody else by then.
		manager: request.manager === null ? null : (manager?.id ?? request.manager),
		...(request.actor === undefined ? {} : { actor: request.actor }),
		...(request.together === undefined ? {} : { together: request.together }),
		choices: request.choices ?? null,
		...{ time, breakGlass, requestedBy, ticket, caseFacts, reportFolder },
	});
}
