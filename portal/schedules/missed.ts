import type { Schedule } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import { post } from '../mail/outbox';
import type { Services } from '../services';
import { isFirstNotice, oneLine, recipientsOf } from './tell';

/** So long after its time what has not started is told of: a runner that was being restarted has taken it by then. */
const GRACE_MS = 10 * 60_000;
/** Longer ago it was told of, or nobody was there to tell it: it is on the dashboard. */
const LOOK_BACK_MS = 14 * 24 * 3_600_000;
/** So many at a time: those that are due first come first. */
const AT_ONCE = 200;

/**
 * Tells whoever asked, and Owners and Admins, of what is scheduled and has not started at its time, whatever the reason:
 * no runner at work, a connection that does not work any more, a clock that is wrong, an account that looks like somebody
 * else's. Once for each time. Nobody can turn it off: it stands between a leaver and their access.
 */
export async function tellOfMissed(services: Services): Promise<void> {
	const { db, runner, now } = services;
	const rows = await db.selectFrom('tenant').select('organisation_id').distinct().execute();
	const until = new Date(now().getTime() - GRACE_MS).toISOString();
	const since = new Date(now().getTime() - LOOK_BACK_MS).toISOString();
	for (const { organisation_id } of rows) {
		const tenants = await tenantsOf(db, organisation_id);
		const open = await runner.schedules.find({
			tenantIds: tenants.map(({ tenantId }) => tenantId),
			states: ['pending', 'needs_confirmation'],
			...{ order: 'soonest', limit: AT_ONCE },
		});
		for (const schedule of open) {
			const { dueAt } = schedule.time;
			const tenant = tenants.find((one) => one.tenantId.toLowerCase() === schedule.tenantId);
			if (tenant && dueAt <= until && dueAt >= since) await tell(services, schedule, tenant);
		}
	}
}

async function tell(services: Services, schedule: Schedule, tenant: Tenant): Promise<void> {
	const { db, config, now } = services;
	const { organisationId, name, simulated } = tenant;
	const { id, time, people, employee } = schedule;
	await db.transaction().execute(async (tx) => {
		const notice = { id, dueAt: time.dueAt, kind: 'missed', at: now() };
		if (!(await isFirstNotice(tx, organisationId, notice))) return;
		const who = oneLine(employee.displayName);
		const still = people === null ? 'The account is still open.' : 'The accounts are still open.';
		const subject = `Not started: offboarding of ${who}${simulated ? ' (simulated)' : ''}`;
		const due = `${time.dueAt.slice(0, 10)} ${time.dueAt.slice(11, 16)} UTC`;
		const link = `${config.publicUrl}/schedules/${id}`;
		const text = `The offboarding of ${who} in ${oneLine(name)} was due ${due} and has not started. ${whyNot(schedule)} ${still} Look at it here:\n\n${link}`;
		for (const recipient of await recipientsOf(tx, organisationId, schedule, true)) {
			await post(tx, { organisationId, recipient, subject, text }, now());
		}
	});
}

const whyNot = ({ state, reason }: Schedule): string =>
	state === 'needs_confirmation'
		? `It waits for somebody’s answer${reason === null ? '.' : `: ${oneLine(reason)}`}`
		: 'No runner has taken it: none is at work, or the connection to the tenant does not work. If that is mended within 24 hours of that time it starts by itself; after that somebody is asked first.';
