import type { Schedule } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import { post } from '../mail/outbox';
import type { Services } from '../services';
import { isFirstNotice, oneLine, recipientsOf } from './tell';

/** So long before the end of a trial people are warned of what it would hold. */
const WARN_BEFORE_MS = 3 * 24 * 3_600_000;
/** So long before the end it is held: nothing slips through between two rounds. */
const HOLD_BEFORE_MS = 5 * 60_000;

/**
 * What is scheduled for later than the end of the trial: whoever asked, and Owners and Admins, are warned three days
 * before; then it is held, which they are told too. It is never dropped: it waits for a person, and for a plan.
 */
export async function holdAfterPlan(services: Services): Promise<void> {
	const { db, runner, now } = services;
	const at = now();
	const soon = new Date(at.getTime() + WARN_BEFORE_MS).toISOString();
	const ending = await db
		.selectFrom('organisation')
		.select(['id', 'trial_ends_at'])
		.where('trial_ends_at', '<=', soon)
		.execute();
	if (ending.length === 0) return;
	const pending = await runner.schedules.pending();
	for (const { id, trial_ends_at } of pending.length === 0 ? [] : ending) {
		const tenants = await tenantsOf(db, id);
		const holds = Date.parse(trial_ends_at) - HOLD_BEFORE_MS <= at.getTime();
		for (const schedule of pending.filter(({ time }) => time.dueAt > trial_ends_at)) {
			const tenant = tenants.find((one) => one.tenantId.toLowerCase() === schedule.tenantId);
			if (!tenant) continue;
			if (holds) await hold(services, schedule, tenant, trial_ends_at);
			else await tell(services, schedule, tenant, { kind: 'planEnds', endsAt: trial_ends_at });
		}
	}
}

async function hold(
	services: Services,
	schedule: Schedule,
	tenant: Tenant,
	endsAt: string,
): Promise<void> {
	const reason = `The trial ends ${short(endsAt)}, before this is due. It is held: nothing is changed, and the account stays open, until there is a plan and somebody says that it shall go on.`;
	const held = await services.runner.schedules.hold(schedule.id, reason);
	if (held) await tell(services, schedule, tenant, { kind: 'held', endsAt });
}

async function tell(
	{ db, now, config }: Services,
	schedule: Schedule,
	{ organisationId, name: tenantName }: Tenant,
	{ kind, endsAt }: { readonly kind: 'planEnds' | 'held'; readonly endsAt: string },
): Promise<void> {
	const at = now();
	await db.transaction().execute(async (tx) => {
		const notice = { id: schedule.id, dueAt: schedule.time.dueAt, kind, at };
		if (!(await isFirstNotice(tx, organisationId, notice))) return;
		const name = oneLine(schedule.employee.displayName);
		const what = `the offboarding of ${name} in ${tenantName}, due ${short(schedule.time.dueAt)}`;
		const isHeld = kind === 'held';
		const says = isHeld
			? `The trial ends ${short(endsAt)}, so ${what}, is held: it does not start by itself, and the account stays open. Do it another way, or choose a plan and confirm it here:`
			: `The trial ends ${short(endsAt)}. After that ${what}, would not start: it is held then, and the account stays open. Choose a plan before, or move it to an earlier time here:`;
		const subject = isHeld ? `Held, not done: offboarding of ${name}` : `Would be held: ${name}`;
		const link = `${config.publicUrl}/schedules/${schedule.id}`;
		for (const recipient of await recipientsOf(tx, organisationId, schedule, true)) {
			await post(tx, { recipient, subject, text: `${says}\n\n${link}` }, at);
		}
	});
}

const short = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
