import type { SyncResult } from '../directory/result';
import type { ScheduleEvent } from '../schedule/schedule-event';
import type { SchedulerLine } from './scheduler-line';
import { amount } from './sync-screen';
import { plain } from './text';

type Event = Extract<ScheduleEvent, { type: 'synced' | 'notSynced' }>;

/** What a night's sync did, one line for each list of people. */
export function nightLine(event: Event): SchedulerLine {
	if (event.type === 'synced') return syncedLine(event.result);
	const { tenantId, group, reason, again } = event;
	const when = again === null ? 'in the next night' : `in ${Math.round(again / 60_000)} minutes`;
	return {
		text: `${listName(event)}  People not synced: ${plain(reason)} It is tried again ${when}.`,
		json: { event: 'notSynced', tenantId, group, reason, againInSeconds: secondsOf(again) },
	};
}

function syncedLine(result: SyncResult): SchedulerLine {
	const { people, status, added, updated, removed, message } = result;
	const what = status === 'completed' ? 'People synced' : 'People not all synced';
	const simulated = result.simulated ? ', simulated' : '';
	const counts = `${amount(added, 'added')}, ${amount(updated, 'updated')}, ${amount(removed, 'removed')}`;
	const said = status === 'completed' ? `${amount(people.employees, 'employees')}; ${counts}.` : '';
	const text = [said, message === null ? '' : plain(message)].filter((part) => part !== '');
	return {
		text: `${listName(result)}  ${what}${simulated}: ${text.join(' ')}`,
		json: { event: 'synced', ...result },
	};
}

const secondsOf = (again: number | null): number | null => (again === null ? null : again / 1_000);

const listName = ({ tenantId, group }: { tenantId: string; group: string | null }): string =>
	group === null ? tenantId : `${tenantId}, group ${group}`;
