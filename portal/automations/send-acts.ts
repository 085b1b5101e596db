import { randomUUID } from 'node:crypto';
import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import { HttpError, notFound } from '../http/http-error';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { newestNote } from './checkpoint-of';
import { noteRule, refuseOthers } from './rule-acts';
import { lockRule, oneRule, ruleRow } from './rules';
import { freshState } from './sweep';

/**
 * Has a test event sent, also by a paused rule. While one is under way a second one is none.
 *
 * @throws HttpError 403, 404
 */
export async function sendTest(services: Services, member: Member, id: string): Promise<void> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	const rule = await oneRule(services.db, organisationId, id);
	const checkpoint = await newestNote(services, organisationId);
	const at = services.now().toISOString();
	await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		await ruleRow(tx, organisationId, id);
		const open = await tx
			.selectFrom('automation_delivery')
			.select('id')
			.where('organisation_id', '=', organisationId)
			.where('rule_id', '=', id)
			.where('run_id', 'is', null)
			.where('state', '=', 'due')
			.executeTakeFirst();
		if (open) return;
		await tx
			.insertInto('automation_delivery')
			.values({
				...{ id: `msg_${randomUUID()}`, organisation_id: organisationId, rule_id: id },
				...{ event: rule.trigger, run_id: null, moment: `test ${randomUUID()}` },
				...{ happened_at: at, checkpoint, state: 'due', ...freshState(at) },
			})
			.execute();
		await tx
			.updateTable('automation_rule')
			.set({ arrived: null })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
		await noteRule(services, tx, member, id, 'tested');
	});
}

/** What somebody saw of the last test at its destination. @throws HttpError 403, 404 */
export async function sayArrived(
	services: Services,
	member: Member,
	id: string,
	arrived: 'yes' | 'no',
): Promise<void> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	await services.db.transaction().execute(async (tx) => {
		await ruleRow(tx, organisationId, id);
		await tx
			.updateTable('automation_rule')
			.set({ arrived })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
		const what = arrived === 'yes' ? 'seen to arrive' : 'said not to arrive';
		await noteRule(services, tx, member, id, what);
	});
}

/**
 * Has deliveries sent again, or now instead of later, with the ids they had: whoever has had one already knows it by
 * that.
 *
 * @param which the id of one, or `failed`: all that were given up or wait for a person
 * @throws HttpError 403, 404, 409 while the rule is paused
 */
export async function sendAgain(
	services: Services,
	member: Member,
	id: string,
	which: string,
): Promise<void> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	const at = services.now().toISOString();
	await services.db.transaction().execute(async (tx) => {
		const rule = await lockRule(tx, organisationId, id);
		if (rule.state !== 'on') {
			throw new HttpError(409, 'The rule is paused. Switch it on, then send again.');
		}
		const wanted = tx
			.updateTable('automation_delivery')
			.set({ state: 'due', attempts: 0, next_at: at, lease_owner: null, lease_until: null })
			.where('organisation_id', '=', organisationId)
			.where('rule_id', '=', id)
			.where('run_id', 'is not', null);
		const rows =
			which === 'failed'
				? await wanted.where('state', 'in', ['dead', 'held']).returning('id').execute()
				: await wanted
						.where('id', '=', which)
						.where('state', 'in', ['dead', 'held', 'delivered', 'due'])
						// Not what is being sent at this moment.
						.where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', at)]))
						.returning('id')
						.execute();
		if (rows.length === 0) {
			if (which === 'failed' || (await isTheirs(tx, organisationId, id, which))) return;
			throw notFound();
		}
		const act = { type: 'automation.sentAgain', by: member.accountId } as const;
		await recordAct(services, tx, organisationId, {
			...act,
			facts: { rule: id, count: rows.length },
		});
	});
}

/** Sent a second time by the same press: there is nothing left to do. */
async function isTheirs(
	tx: Services['db'],
	organisationId: string,
	ruleId: string,
	id: string,
): Promise<boolean> {
	const row = await tx
		.selectFrom('automation_delivery')
		.select('id')
		.where('organisation_id', '=', organisationId)
		.where('rule_id', '=', ruleId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row !== undefined;
}
