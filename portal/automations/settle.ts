import type { Act, Facts } from '../../runner';
import { recordAct } from '../audit/acts';
import type { AutomationDeliveryRow, AutomationRuleRow } from '../database/automation-schema';
import type { Queries } from '../database/schema';
import { post } from '../mail/outbox';
import { recipientsOf } from '../schedules/tell';
import type { Services } from '../services';
import { gaveUpMail, stoppedMail } from './automation-mails';
import type { WebhookAnswer } from './post-webhook';
import { FAILING_MS, verdictOn, type Verdict } from './retries';
import { holdDue } from './rule-acts';
import { lockRule } from './rules';

/** People are told by mail at most so often that something of a rule was given up. */
const TELL_EVERY_MS = 24 * 3_600_000;

interface Settling {
	readonly services: Services;
	readonly tx: Queries;
	/** As it is now. */
	readonly rule: AutomationRuleRow;
	readonly delivery: AutomationDeliveryRow;
	readonly at: Date;
}

/** Writes down what came of a try, and what follows from it, in one transaction. */
export async function settle(
	services: Services,
	{ organisation_id, id }: AutomationRuleRow,
	delivery: AutomationDeliveryRow,
	answer: WebhookAnswer,
): Promise<void> {
	const at = services.now();
	const attempts = delivery.attempts + 1;
	const own = verdictOn(answer, attempts, at);
	// A test is tried once: whoever asked for it waits, and asks again.
	const verdict: Verdict = delivery.run_id === null && own.next === 'again' ? DEAD : own;
	await services.db.transaction().execute(async (tx) => {
		const rule = await lockRule(tx, organisation_id, id);
		if (!(await write(tx, { delivery, rule, at, attempts, verdict, answer }))) return;
		const settling = { services, tx, rule, delivery, at };
		if (verdict.next === 'delivered') await wasDelivered(settling, answer, attempts);
		else await wasNot(settling, verdict, answer, attempts);
	});
}

const DEAD: Verdict = { next: 'dead' };

interface Written {
	readonly delivery: AutomationDeliveryRow;
	readonly rule: AutomationRuleRow;
	readonly at: Date;
	readonly attempts: number;
	readonly verdict: Verdict;
	readonly answer: WebhookAnswer;
}

/** @returns false where somebody else has it by now */
async function write(
	tx: Queries,
	{ delivery, rule, at, attempts, verdict, answer }: Written,
): Promise<boolean> {
	const isAgain = verdict.next === 'again';
	const next = isAgain ? new Date(at.getTime() + verdict.afterMs).toISOString() : delivery.next_at;
	const waits = rule.state === 'on' ? 'due' : 'held';
	const state = isAgain ? waits : verdict.next === 'gone' ? 'dead' : verdict.next;
	const row = await tx
		.updateTable('automation_delivery')
		.set({
			...{ state, attempts, next_at: next, tried_at: at.toISOString() },
			...{ status: answer.status, took_ms: answer.tookMs, trouble: answer.trouble },
			...{ answer: answer.answer, lease_owner: null, lease_until: null },
		})
		.where('id', '=', delivery.id)
		.where('lease_owner', '=', delivery.lease_owner)
		.returning('id')
		.executeTakeFirst();
	return row !== undefined;
}

async function wasDelivered(
	settling: Settling,
	{ status }: WebhookAnswer,
	attempts: number,
): Promise<void> {
	if (settling.rule.failing_since !== null) await setRule(settling, { failing_since: null });
	await note(settling, 'automation.delivered', { status, attempts });
}

async function wasNot(
	settling: Settling,
	verdict: Verdict,
	{ status }: WebhookAnswer,
	attempts: number,
): Promise<void> {
	const { rule, at, delivery, tx } = settling;
	const failing_since = rule.failing_since ?? at.toISOString();
	if (delivery.run_id !== null && rule.failing_since === null) {
		await setRule(settling, { failing_since });
	}
	if (status === 429 && verdict.next === 'again') await slowDown(tx, delivery, at, verdict.afterMs);
	const isFailing = at.getTime() - Date.parse(failing_since) >= FAILING_MS;
	const why = verdict.next === 'gone' ? 'gone' : isFailing ? 'failing' : null;
	const stops = why !== null && rule.state === 'on';
	if (stops) await stopRule(settling, why);
	else if (verdict.next === 'dead') await tellGaveUp(settling);
	if (verdict.next !== 'again') await note(settling, 'automation.gaveUp', { status, attempts });
	if (stops) await note(settling, 'automation.stopped', { why });
}

/** Whoever is asked to wait is not asked by the next one either. */
async function slowDown(
	tx: Queries,
	{ organisation_id, rule_id }: AutomationDeliveryRow,
	at: Date,
	afterMs: number,
): Promise<void> {
	const next = new Date(at.getTime() + afterMs).toISOString();
	await tx
		.updateTable('automation_delivery')
		.set({ next_at: next })
		.where('organisation_id', '=', organisation_id)
		.where('rule_id', '=', rule_id)
		.where('state', '=', 'due')
		.where('next_at', '<', next)
		.execute();
}

async function stopRule(settling: Settling, why: 'gone' | 'failing'): Promise<void> {
	const { tx, rule } = settling;
	const stopped = { state: 'paused', paused_why: why, failing_since: null };
	await setRule(settling, stopped);
	await holdDue(tx, rule.organisation_id, rule.id);
	await mailAdmins(settling, (to) => stoppedMail(settling.services.config, to, rule, why));
}

/** Once a day at most: a destination that is down gives up many. */
async function tellGaveUp(settling: Settling): Promise<void> {
	const { rule, at, delivery, services } = settling;
	const before = new Date(at.getTime() - TELL_EVERY_MS).toISOString();
	if (delivery.run_id === null || (rule.told_at !== null && rule.told_at > before)) return;
	await setRule(settling, { told_at: at.toISOString() });
	await mailAdmins(settling, (to) => gaveUpMail(services.config, to, rule));
}

async function mailAdmins(
	{ tx, rule, at }: Settling,
	mail: (to: string) => ReturnType<typeof gaveUpMail>,
): Promise<void> {
	const organisationId = rule.organisation_id;
	const to = await recipientsOf(tx, organisationId, { requestedBy: null }, true);
	for (const recipient of to) await post(tx, { ...mail(recipient), organisationId }, at);
}

async function setRule(
	{ tx, rule }: Settling,
	set: Partial<Pick<AutomationRuleRow, 'state' | 'paused_why' | 'failing_since' | 'told_at'>>,
): Promise<void> {
	await tx
		.updateTable('automation_rule')
		.set(set)
		.where('organisation_id', '=', rule.organisation_id)
		.where('id', '=', rule.id)
		.execute();
}

async function note({ services, tx, rule, delivery }: Settling, type: Act, more: Facts) {
	const { id, event, run_id: run } = delivery;
	const facts = { rule: rule.id, delivery: id, event, run, ...more };
	await recordAct(services, tx, rule.organisation_id, { type, by: null, facts });
}

/** It is about somebody whose data were erased: nothing is sent, and nothing of it is kept. */
export async function drop(db: Queries, delivery: AutomationDeliveryRow): Promise<void> {
	await db
		.updateTable('automation_delivery')
		.set({ state: 'dropped', answer: null, lease_owner: null, lease_until: null })
		.where('id', '=', delivery.id)
		.where('lease_owner', '=', delivery.lease_owner)
		.execute();
}
