import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from '../team/roles';
import { lockRule, ruleRow } from './rules';
import { newSecret, ruleSeal, sealFor } from './secrets';

const DAY_MS = 24 * 3_600_000;

/** Asked at the route and again here. @throws HttpError 403 */
export function refuseOthers({ role }: Member): void {
	if (!can(role, 'automations:manage')) throw new HttpError(403, 'Your role does not allow this.');
}

/** Says in the log what somebody did with a rule. Its address is nowhere in it. */
export async function noteRule(
	services: Services,
	tx: Queries,
	{ accountId: by, organisation }: Member,
	rule: string,
	what: string,
): Promise<void> {
	const act = { type: 'automation.rule', by, facts: { rule, what } } as const;
	await recordAct(services, tx, organisation.id, act);
}

/**
 * Pauses a rule or lets it go on. While it is paused what happens is noted and waits; nothing of it is sent by itself.
 * Repeating it changes nothing.
 *
 * @throws HttpError 403, 404
 */
export async function setRuleOn(
	services: Services,
	member: Member,
	id: string,
	isOn: boolean,
): Promise<void> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	await services.db.transaction().execute(async (tx) => {
		const changed = await tx
			.updateTable('automation_rule')
			.set({
				...(isOn ? { state: 'on', paused_why: null } : { state: 'paused', paused_why: 'person' }),
				...{ failing_since: null, changed_at: services.now().toISOString() },
			})
			.where('id', '=', id)
			.where('organisation_id', '=', organisationId)
			.where('state', '=', isOn ? 'paused' : 'on')
			.returning('id')
			.executeTakeFirst();
		if (!changed) return void (await ruleRow(tx, organisationId, id));
		if (!isOn) await holdDue(tx, organisationId, id);
		await noteRule(services, tx, member, id, isOn ? 'switched on' : 'paused');
	});
}

/** What was to be sent waits for a person. */
export async function holdDue(tx: Queries, organisationId: string, id: string): Promise<void> {
	await tx
		.updateTable('automation_delivery')
		.set({ state: 'held', lease_owner: null, lease_until: null })
		.where('organisation_id', '=', organisationId)
		.where('rule_id', '=', id)
		.where('state', '=', 'due')
		.execute();
}

/** Deletes a rule with what it has sent. @throws HttpError 403, 404 */
export async function deleteRule(services: Services, member: Member, id: string): Promise<void> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	await services.db.transaction().execute(async (tx) => {
		await lockRule(tx, organisationId, id);
		await tx
			.deleteFrom('automation_delivery')
			.where('organisation_id', '=', organisationId)
			.where('rule_id', '=', id)
			.execute();
		await tx
			.deleteFrom('automation_rule')
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
		await noteRule(services, tx, member, id, 'deleted');
	});
}

/**
 * Has bodies signed with a new secret. For a day the one before signs too, so that whoever checks can change over.
 *
 * @returns the new one, to be shown once
 * @throws HttpError 403, 404, 409; KeyError
 */
export async function rotateSecret(
	services: Services,
	member: Member,
	id: string,
): Promise<string> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	const seal = await ruleSeal(services);
	const secret = newSecret();
	const until = new Date(services.now().getTime() + DAY_MS).toISOString();
	await services.db.transaction().execute(async (tx) => {
		const row = await lockRule(tx, organisationId, id);
		if (row.secret_sealed === null) {
			throw new HttpError(409, 'Nothing is signed for this destination: there is no secret.');
		}
		await tx
			.updateTable('automation_rule')
			.set({
				secret_sealed: sealFor(seal, { id, organisationId }, 'secret', secret),
				...{ old_secret_sealed: row.secret_sealed, old_secret_until: until },
			})
			.where('id', '=', id)
			.where('organisation_id', '=', organisationId)
			.execute();
		await noteRule(services, tx, member, id, 'given a new secret');
	});
	return secret;
}
