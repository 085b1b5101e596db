import type { Schedule } from '../../runner';
import { actorOf } from '../audit/acts';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { typedIn } from '../http/form';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { approvalOfSchedule, refuseOtherThanApproved, unapprovedOf } from './approved';
import { addListPeopleRoutes } from './people/routes';
import { waitingAdds } from './people/waiting-adds';
import { scheduleList } from './schedule-list';
import { inWords, oneSchedule } from './schedules';
import { shownTime, timeFrom, ZONES } from './schedule-time';

/** Offboardings for later: the list, one of them, and what may be done with it until it starts. */
export function addScheduleRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/schedules', 'offboardings:read', async (call) => {
		await openList(services, call, 'schedules', async (views) => {
			const page = { title: 'Scheduled', nav: 'offboarding', views };
			const unapproved = await unapprovedOf(services, call.member);
			const lists = await scheduleList(services, call, views.allHref);
			call.page('schedules/views/list', { ...page, ...lists, unapproved });
		});
	});
	addWhen(routes, services);
	routes.member('get', '/schedules/:id', 'offboardings:read', async (call) => {
		await show(services, call, { typed: {}, errors: [] });
	});
	addEdit(routes, services);
	addAnswers(routes, services);
	addListPeopleRoutes(routes, services);
}

/** What a time means, while somebody chooses it. */
function addWhen(routes: Routes, services: Services): void {
	routes.member('get', '/schedules/when', 'offboardings:start', (call) => {
		const now = services.now();
		const answer = timeFrom({ at: call.query('at'), zone: call.query('zone') }, now);
		const says = answer.ok ? { shown: shownTime(answer.time, now) } : { error: answer.error };
		call.page('schedules/views/when', call.query('at') === '' ? {} : says);
	});
}

function addEdit(routes: Routes, services: Services): void {
	routes.member('post', '/schedules/:id/edit', 'offboardings:start', async (call) => {
		const { schedule } = await oneSchedule(services, call, call.param('id'));
		await refuseOtherThanApproved(services, call.member, schedule);
		const typed = typedIn(call.body, ['at', 'zone']);
		const answer = timeFrom({ at: typed.at ?? '', zone: typed.zone ?? '' }, services.now());
		if (!answer.ok) return await show(services, call, { typed, errors: [answer.error] }, 422);
		await change(services, call, schedule, () =>
			services.runner.schedules.edit(schedule.id, answer.time, actorOf(call.member.accountId)),
		);
	});
}

function addAnswers(routes: Routes, services: Services): void {
	const { schedules } = services.runner;
	routes.member(
		'post',
		'/schedules/:id/cancel',
		'offboardings:start',
		async (call) => {
			const { schedule } = await oneSchedule(services, call, call.param('id'));
			await change(services, call, schedule, () =>
				schedules.cancel(schedule.id, actorOf(call.member.accountId)),
			);
		},
		{ afterTrial: true },
	);
	// Not after the trial: what was held because it ended would start by it.
	routes.member('post', '/schedules/:id/confirm', 'offboardings:start', async (call) => {
		const { schedule } = await oneSchedule(services, call, call.param('id'));
		// Somebody else was found than was agreed to.
		if (schedule.found) await refuseOtherThanApproved(services, call.member, schedule);
		await change(services, call, schedule, () =>
			schedules.confirm(schedule.id, actorOf(call.member.accountId)),
		);
	});
}

/** Does it, or says on the page of the schedule, as it is now, why not. */
async function change(
	services: Services,
	call: MemberCall,
	{ id }: Schedule,
	act: () => Promise<unknown>,
): Promise<void> {
	try {
		await act();
	} catch (error) {
		const told = inWords(error);
		if (!(told instanceof HttpError)) throw told;
		const errors = [{ field: 'state', says: told.message }];
		return await show(services, call, { typed: {}, errors }, told.status);
	}
	call.redirect(`/schedules/${id}`);
}

async function show(
	services: Services,
	call: MemberCall,
	form: { readonly typed: Record<string, string>; readonly errors: readonly unknown[] },
	status = 200,
): Promise<void> {
	const { schedule, tenant } = await oneSchedule(services, call, call.param('id'));
	const { wallTime, zone } = schedule.time;
	const typed = { at: wallTime.slice(0, 16), zone, ...form.typed };
	const shown = shownTime(schedule.time, services.now());
	const isDue = schedule.time.dueAt <= services.now().toISOString();
	const page = { title: schedule.employee.displayName, nav: 'offboarding', zones: ZONES };
	const approvedBy = await approvalOfSchedule(services, schedule);
	const people =
		schedule.people === null ? [] : await services.runner.schedules.people(schedule.id);
	const waiting = schedule.people === null ? [] : await waitingAdds(services, call, schedule.id);
	const what = { ...form, typed, schedule, tenant, shown, approvedBy, people, waiting, isDue };
	call.page('schedules/views/schedule', { ...page, ...what }, status);
}
