import type { Schedule } from '../../runner';
import { entitlementFrom, PLAN_COLUMNS } from '../billing/entitlement/kept-plan';
import { PLANS } from '../billing/entitlement/plans';
import { tenantsOf, type Tenant } from '../connection/tenants';
import { post } from '../mail/outbox';
import type { Services } from '../services';
import { isFirstNotice, oneLine, recipientsOf } from './tell';

/** So long before the end of a trial or plan people are warned of what it would hold. */
const WARN_BEFORE_MS = 3 * 24 * 3_600_000;
/** So long before the end it is held: nothing slips through between two rounds. */
const HOLD_BEFORE_MS = 5 * 60_000;

/** What ends: `The trial`, `The Business plan`; and when. */
interface End {
	readonly what: string;
	readonly endsAt: string;
}

/**
 * What is scheduled for later than the end of the trial or plan: whoever asked, and Owners and Admins, are warned three
 * days before; then it is held, which they are told too. It is never dropped: it waits for a person, and for a plan.
 */
export async function holdAfterPlan(services: Services): Promise<void> {
	const { db, runner, now } = services;
	const at = now();
	const ending = await endingOf(services, at);
	if (ending.length === 0) return;
	const pending = await runner.schedules.pending();
	for (const { id, end } of pending.length === 0 ? [] : ending) {
		const tenants = await tenantsOf(db, id);
		const holds = Date.parse(end.endsAt) - HOLD_BEFORE_MS <= at.getTime();
		for (const schedule of pending.filter(({ time }) => time.dueAt > end.endsAt)) {
			const tenant = tenants.find((one) => one.tenantId.toLowerCase() === schedule.tenantId);
			if (!tenant) continue;
			if (holds) await hold(services, schedule, tenant, end);
			else await tell(services, schedule, tenant, { kind: 'planEnds', end });
		}
	}
}

/** The organisations whose trial or plan ends soon or has ended. */
async function endingOf({ db }: Services, at: Date) {
	const soon = new Date(at.getTime() + WARN_BEFORE_MS).toISOString();
	const rows = await db
		.selectFrom('organisation')
		.leftJoin('subscription', 'subscription.id', 'organisation.subscription_id')
		.select(['organisation.id', 'organisation.trial_ends_at', ...PLAN_COLUMNS])
		// As long as a trial lasts, no plan that ends holds anything.
		.where('organisation.trial_ends_at', '<=', soon)
		.execute();
	return rows.flatMap((row) => {
		const { by, endsAt } = entitlementFrom(row, at);
		if (endsAt === null) return [];
		const last = endsAt > (row.trial_ends_at ?? '') ? endsAt : (row.trial_ends_at ?? '');
		if (last > soon) return [];
		const what = by === 'trial' ? 'The trial' : `The ${PLANS[by].name} plan`;
		return [{ id: row.id, end: { what, endsAt: last } }];
	});
}

async function hold(
	services: Services,
	schedule: Schedule,
	tenant: Tenant,
	end: End,
): Promise<void> {
	const reason = `${end.what} ends ${short(end.endsAt)}, before this is due. It is held: nothing is changed, and the account stays open, until there is a plan and somebody says that it shall go on.`;
	const held = await services.runner.schedules.hold(schedule.id, reason);
	if (held) await tell(services, schedule, tenant, { kind: 'held', end });
}

async function tell(
	{ db, now, config }: Services,
	schedule: Schedule,
	{ organisationId, name: tenantName, simulated }: Tenant,
	{ kind, end }: { readonly kind: 'planEnds' | 'held'; readonly end: End },
): Promise<void> {
	const at = now();
	await db.transaction().execute(async (tx) => {
		const notice = { id: schedule.id, dueAt: schedule.time.dueAt, kind, at };
		if (!(await isFirstNotice(tx, organisationId, notice))) return;
		const name = oneLine(schedule.employee.displayName);
		const what = `the offboarding of ${name} in ${tenantName}, due ${short(schedule.time.dueAt)}`;
		const isHeld = kind === 'held';
		const ends = `${end.what} ends ${short(end.endsAt)}`;
		const says = isHeld
			? `${ends}, so ${what}, is held: it does not start by itself, and the account stays open. Do it another way, or choose a plan and confirm it here:`
			: `${ends}. After that ${what}, would not start: it is held then, and the account stays open. Choose a plan before, or move it to an earlier time here:`;
		const mark = simulated ? ' (simulated)' : '';
		const subject = `${isHeld ? 'Held, not done: offboarding of' : 'Would be held:'} ${name}${mark}`;
		const link = `${config.publicUrl}/schedules/${schedule.id}`;
		for (const recipient of await recipientsOf(tx, organisationId, schedule, true)) {
			await post(tx, { organisationId, recipient, subject, text: `${says}\n\n${link}` }, at);
		}
	});
}

const short = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
