import { capital, type Schedule } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { postWanted } from '../mail-choices/post-wanted';
import type { Services } from '../services';
import { shownTime } from './schedule-time';
import { isFirstNotice, oneLine, recipientsOf, tenantOfSchedule } from './tell';

/** So long before its time whoever asked for it is reminded, where it was made earlier than that. */
export const REMIND_BEFORE_MS = 24 * 3_600_000;

/** Reminds of every scheduled offboarding once, a day before it begins: while it can still be moved or cancelled. */
export async function remindOfDue(services: Services): Promise<void> {
	const { db, runner, now, config } = services;
	const at = now();
	const until = new Date(at.getTime() + REMIND_BEFORE_MS).toISOString();
	for (const schedule of await runner.schedules.pending({ from: at.toISOString(), until })) {
		const { dueAt } = schedule.time;
		const lead = Date.parse(dueAt) - Date.parse(schedule.createdAt);
		const tenant = lead > REMIND_BEFORE_MS ? await tenantOfSchedule(db, schedule) : null;
		if (!tenant) continue;
		await db.transaction().execute(async (tx) => {
			const notice = { id: schedule.id, dueAt, kind: 'reminder', at };
			if (!(await isFirstNotice(tx, tenant.organisationId, notice))) return;
			const to = await recipientsOf(tx, tenant.organisationId, schedule, false);
			for (const recipient of to) {
				const mail = reminderMail(config.publicUrl, recipient, schedule, tenant, at);
				const { organisationId } = tenant;
				await postWanted(services, tx, 'reminders', { ...mail, organisationId });
			}
		});
	}
}

function reminderMail(
	url: string,
	recipient: string,
	schedule: Schedule,
	tenant: Tenant,
	at: Date,
) {
	const { local, zone, iso, from } = shownTime(schedule.time, at);
	const name = oneLine(schedule.employee.displayName);
	const isAgreed = schedule.caseFacts?.approvedBy !== undefined;
	const wipes = (schedule.choices?.devicePolicy ?? 'wipeCompany') === 'wipeCompany';
	const who =
		schedule.people === null
			? `${name} (${schedule.employee.userPrincipalName}) is`
			: `${schedule.people === 1 ? '1 person is' : `${schedule.people} people are`}`;
	return {
		recipient,
		subject: `${capital(from)}: offboarding of ${name}${tenant.simulated ? ' (simulated)' : ''}`,
		text: `${who} offboarded in ${tenant.name} ${from}: ${local} in ${zone}, ${iso.slice(0, 16).replace('T', ' ')} UTC.${wipes ? ' Company devices are erased.' : ''}${tenant.simulated ? ' It is a rehearsal: nothing touches Microsoft 365.' : ''} Until then it can be ${isAgreed ? 'cancelled' : 'moved or cancelled'} here:\n\n${url}/schedules/${schedule.id}`,
	};
}
