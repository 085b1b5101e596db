import { recordAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { post } from '../mail/outbox';
import type { Services } from '../services';
import { can, roleOf } from '../team/roles';
import { approvalOf, type Approval, type ApprovalState } from './approval-record';
import { decidedMail } from './approval-mails';
import { isTooLate, whyNot, type OwnApproval } from './own-approvals';

/** What whoever answers typed. */
export interface Answer {
	/** Of what was read: another hash is another request. */
	readonly hash: string;
	readonly reason: string;
}

/**
 * Refuses whoever may not approve a request, and a request that can't be approved any more.
 *
 * @throws HttpError 403, 409 in words
 */
export async function refuseToApprove(
	services: Services,
	call: MemberCall,
	own: OwnApproval,
	{ hash }: Pick<Answer, 'hash'>,
): Promise<void> {
	const { approval } = own;
	const not = await whyNot(services, call, own);
	if (not !== null) throw new HttpError(403, not);
	if (approval.state !== 'waiting' || approval.wish === null) throw answered();
	if (isTooLate(approval, services.now())) throw tooLate(approval);
	if (hash !== approval.hash) throw changed();
}

/**
 * Marks a request as approved, in the transaction that opens what it becomes: of two who approve at the same moment one
 * comes through, and what nobody approved is never begun.
 *
 * @param tx the transaction of the run, schedule or list
 * @throws HttpError 409, 403: then there is no run, schedule or list
 */
export async function claimApproval(
	services: Services,
	tx: Queries,
	call: MemberCall,
	{ approval, tenant }: OwnApproval,
	{ hash, reason, resultId }: Answer & { readonly resultId: string },
): Promise<void> {
	const at = services.now();
	await refuseStrangers(tx, call, approval);
	const row = await tx
		.updateTable('approval')
		.set({
			...{ state: 'approved', open_key: null, result_id: resultId },
			...decision(call, at, reason),
		})
		.where('id', '=', approval.id)
		.where('state', '=', 'waiting')
		.where('wish_hash', '=', hash)
		.where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at.toISOString())]))
		.returningAll()
		.executeTakeFirst();
	if (!row) throw answered();
	await tellAsker(services, tx, call, approvalOf(row), tenant.name);
	const facts = { approval: approval.id, tenant: tenant.tenantId, result: resultId };
	const act = { type: 'approval.given', by: call.member.accountId, facts } as const;
	await recordAct(services, tx, approval.organisationId, act);
}

/** Both have to be members at this very moment, and whoever approves has to have the role for it. */
async function refuseStrangers(
	tx: Queries,
	{ member }: MemberCall,
	{ organisationId, askedBy }: Approval,
): Promise<void> {
	const rows = await tx
		.selectFrom('member')
		.select(['account_id', 'role'])
		.where('organisation_id', '=', organisationId)
		.where('account_id', 'in', [member.accountId, askedBy])
		.execute();
	const role = roleOf(rows.find((row) => row.account_id === member.accountId)?.role ?? '');
	if (role === null || !can(role, 'offboardings:approve')) {
		throw new HttpError(403, 'Your role does not allow this.');
	}
	const asker = roleOf(rows.find((row) => row.account_id === askedBy)?.role ?? '');
	if (asker !== null && can(asker, 'offboardings:start')) return;
	throw new HttpError(
		409,
		'Whoever asked for this may not start offboardings any more. Decline it; somebody else can ask again.',
	);
}

/**
 * Declines a request, with a reason that whoever asked is told; or takes it back.
 *
 * @throws HttpError 403, 409
 */
export async function endApproval(
	services: Services,
	call: MemberCall,
	own: OwnApproval,
	state: Extract<ApprovalState, 'declined' | 'withdrawn'>,
	reason: string,
): Promise<void> {
	const { approval, tenant } = own;
	await services.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('approval')
			.set({ state, open_key: null, ...decision(call, services.now(), reason) })
			.where('id', '=', approval.id)
			.where('state', '=', 'waiting')
			.returningAll()
			.executeTakeFirst();
		if (!row) throw answered();
		if (state === 'declined') await tellAsker(services, tx, call, approvalOf(row), tenant.name);
		const facts = { approval: approval.id, tenant: tenant.tenantId };
		const act = { type: `approval.${state}`, by: call.member.accountId, facts } as const;
		await recordAct(services, tx, approval.organisationId, act);
	});
}

const decision = ({ member }: MemberCall, at: Date, reason: string) => ({
	...{ decided_by: member.accountId, decided_at: at.toISOString() },
	reason: reason.trim() || null,
});

async function tellAsker(
	{ config, now }: Services,
	tx: Queries,
	{ visitor }: MemberCall,
	approval: Approval,
	tenant: string,
): Promise<void> {
	const account = await tx
		.selectFrom('account')
		.select('email')
		.where('id', '=', approval.askedBy)
		.executeTakeFirst();
	if (!account) return;
	const names = { tenant, by: visitor.name };
	const { organisationId } = approval;
	await post(tx, { ...decidedMail(config, account.email, approval, names), organisationId }, now());
}

const answered = (): HttpError =>
	new HttpError(409, 'Somebody has answered it meanwhile. Nothing was started now.');

const tooLate = ({ wish }: Approval): HttpError =>
	new HttpError(
		409,
		wish?.addTo
			? 'The time of the list has come, and they are not on it. Decline this, and offboard them on their own.'
			: 'It has waited for more than 72 hours. It has to be asked for again.',
	);

const changed = (): HttpError =>
	new HttpError(
		409,
		'What is asked for is not what you read. Open the request again and read it. Nothing was started.',
	);
