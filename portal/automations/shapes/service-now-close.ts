import { NOT_TRIED } from '../../../runner';
import type { ToldEvent, ToldOffboarding } from './event';
import { description } from './service-now';
import type { Wording } from './wording';

/** Resolved, as ServiceNow counts: it closes by itself some days later, and whoever asked can still object. */
export const RESOLVED = '6';

/** As ServiceNow ships it; others call it otherwise. */
export const USUAL_CLOSE_CODE = 'Solution provided';

/**
 * The fields that resolve an incident, for `PATCH /api/now/table/incident/{sys_id}`; where something is left for a
 * person, a rehearsal was run or a single step was tried again, a note in it and no more: an incident that is closed
 * says that it is over.
 */
export function closingBody(event: ToldEvent, { closeCode }: Wording) {
	const notes = description(event);
	if (!event.isTest && !isOver(event.offboarding)) {
		return { work_notes: `Not closed by OffboardIQ.\n${notes}` };
	}
	return {
		...{ state: RESOLVED, close_code: closeCode ?? USUAL_CLOSE_CODE },
		close_notes: notes,
	};
}

/** Whether nothing of it is left, in a tenant that is real. */
const isOver = ({ status, simulated, steps }: ToldOffboarding): boolean =>
	status === 'completed' && !simulated && !steps.some(({ word }) => word === NOT_TRIED);
