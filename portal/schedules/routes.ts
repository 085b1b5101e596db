import type { Schedule } from '../../runner';
import { actorOf } from '../audit/acts';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { typedIn } from '../http/form';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { refuseOtherThanApproved, unapprovedOf } from './approved';
import { addChangeRoutes } from './change/routes';
import { addListPeopleRoutes } from './people/routes';
import { scheduleList } from './schedule-list';
import { showNotDone, showSchedule } from './schedule-page';
import { inWords, oneSchedule } from './schedules';
import { shownTime, timeFrom } from './schedule-time';

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
		await showSchedule(services, call, { typed: {}, errors: [] });
	});
	addEdit(routes, services);
	addChangeRoutes(routes, services);
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
		if (!answer.ok) {
			const again = { typed, errors: [answer.error] };
			return await showSchedule(services, call, again, 422);
		}
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
		return await showNotDone(services, call, told);
	}
	call.redirect(`/schedules/${id}`);
}
