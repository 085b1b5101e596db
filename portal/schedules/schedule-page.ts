import type { MemberCall } from '../http/call';
import type { FieldError } from '../http/form';
import type { Services } from '../services';
import { approvalOfSchedule } from './approved';
import { waitingAdds } from './people/waiting-adds';
import { shownTime, ZONES } from './schedule-time';
import { oneSchedule } from './schedules';

/** What its forms hold that are shown again. */
export interface ShownSchedule {
	readonly typed: Readonly<Record<string, string>>;
	readonly errors: readonly FieldError[];
}

/** The page of the schedule that the address names, as it is now. @throws HttpError 404 */
export async function showSchedule(
	services: Services,
	call: MemberCall,
	form: ShownSchedule,
	status = 200,
): Promise<void> {
	const { schedule, tenant } = await oneSchedule(services, call, call.param('id'));
	const { wallTime, zone } = schedule.time;
	const typed = { at: wallTime.slice(0, 16), zone, ...form.typed };
	const shown = shownTime(schedule.time, services.now());
	const page = { title: schedule.employee.displayName, nav: 'offboarding', zones: ZONES };
	const approvedBy = await approvalOfSchedule(services, schedule);
	const people =
		schedule.people === null ? [] : await services.runner.schedules.people(schedule.id);
	const waiting = schedule.people === null ? [] : await waitingAdds(services, call, schedule.id);
	const isDue = schedule.time.dueAt <= services.now().toISOString();
	const what = { ...form, typed, schedule, tenant, shown, approvedBy, people, waiting, isDue };
	call.page('schedules/views/schedule', { ...page, ...what }, status);
}

/** The same with what was not done, and why. */
export async function showNotDone(
	services: Services,
	call: MemberCall,
	{ message, status }: { readonly message: string; readonly status: number },
): Promise<void> {
	const errors = [{ field: 'state', says: message }];
	await showSchedule(services, call, { typed: {}, errors }, status);
}
