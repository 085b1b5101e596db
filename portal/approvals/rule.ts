import type { ApprovalReason } from './approval-record';
import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import { HttpError } from '../http/http-error';
import type { Queries } from '../database/schema';
import type { Services } from '../services';
import { can } from '../team/roles';
import { ruleEndedMail } from './approval-mails';
import { approversFor } from './approvers';
import { post } from '../mail/outbox';

/**
 * More people or wiped devices than this nobody decides about alone, whatever an organisation says: neither at once, nor
 * one after the other within a day.
 */
export const MOST_ALONE = 25;

/** How many people, those of the last day among them, and how many devices that would be wiped. */
export interface Size {
	readonly people: number;
	readonly wipes: number;
}

/** Why something needs a second person; null: it does not. */
export function whyApproval(
	{ organisation }: Member,
	{ people, wipes }: Size,
): Exclude<ApprovalReason, 'list'> | null {
	if (people > MOST_ALONE || wipes > MOST_ALONE) return 'many';
	return organisation.requiresApproval ? 'rule' : null;
}

/**
 * Says whether every offboarding needs a second person. It counts for whatever is asked for from then on; what was
 * scheduled before stays as it was made. Whoever could have been asked is told when nobody is asked any more: one person
 * could turn it off, act alone, and turn it on again.
 *
 * @throws HttpError where it may not be said
 */
export async function setApprovalRule(
	services: Services,
	{ accountId, role, organisation }: Member,
	isWanted: boolean,
): Promise<void> {
	if (!can(role, 'organisation:manage')) throw new HttpError(403, 'Your role does not allow this.');
	await services.db.transaction().execute(async (tx) => {
		const changed = await tx
			.updateTable('organisation')
			.set({ requires_approval: isWanted ? 1 : 0 })
			.where('id', '=', organisation.id)
			.where('requires_approval', '!=', isWanted ? 1 : 0)
			.returning('id')
			.executeTakeFirst();
		if (!changed) return;
		const facts = { required: isWanted ? 'yes' : 'no' };
		const act = { type: 'organisation.approvalRule', by: accountId, facts } as const;
		await recordAct(services, tx, organisation.id, act);
		if (!isWanted) await tellOthers(services, tx, organisation, accountId);
	});
}

async function tellOthers(
	{ config, now }: Services,
	tx: Queries,
	{ id, name }: Member['organisation'],
	accountId: string,
): Promise<void> {
	const account = await tx
		.selectFrom('account')
		.select(['name', 'email_key'])
		.where('id', '=', accountId)
		.executeTakeFirst();
	const emailKey = account?.email_key ?? '';
	for (const { email } of await approversFor(tx, id, { accountId, emailKey })) {
		const who = { by: account?.name ?? 'Somebody', organisation: name };
		await post(tx, { ...ruleEndedMail(config, email, who), organisationId: id }, now());
	}
}
