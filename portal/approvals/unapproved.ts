import { recordAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import { postWanted } from '../mail-choices/post-wanted';
import { post } from '../mail/outbox';
import type { Services } from '../services';
import { approvalOf, type Approval } from './approval-record';
import { askedMail, expiredMail, heldMail } from './approval-mails';
import { REMIND_BEFORE_MS } from '../schedules/reminders';
import { isFirstNotice } from '../schedules/tell';
import { approversFor } from './approvers';

/** So long what was asked for can still be read once it is decided: it names people. */
const KEPT_MS = 30 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/**
 * What nobody has approved: a request that waited for 72 hours ends, and whoever asked is told. One whose time has come
 * is held instead: it is never started, never dropped, and everybody who could approve it is told.
 */
export async function endUnapproved(services: Services): Promise<void> {
	const { db, now } = services;
	const at = now().toISOString();
	const waiting = db.selectFrom('approval').select('id').where('state', '=', 'waiting');
	for (const { id } of await waiting.where('expires_at', '<=', at).execute()) {
		await db.transaction().execute((tx) => expire(services, tx, id, at));
	}
	await remindOfUnapproved(services);
	const due = waiting.where('due_at', '<=', at).where('held_at', 'is', null);
	for (const { id } of await due.execute()) {
		await db.transaction().execute((tx) => hold(services, tx, id, at));
	}
	await db
		.updateTable('approval')
		.set({ wish_json: '' })
		.where('wish_json', '!=', '')
		.where('state', '!=', 'waiting')
		.where('decided_at', '<=', new Date(now().getTime() - KEPT_MS).toISOString())
		.execute();
}

/** A day before its time everybody who may approve it is told once more that nobody has. */
async function remindOfUnapproved(services: Services): Promise<void> {
	const { db, now, config } = services;
	const at = now();
	const soon = new Date(at.getTime() + REMIND_BEFORE_MS);
	const rows = await db
		.selectFrom('approval')
		.selectAll()
		.where('state', '=', 'waiting')
		.where('due_at', '>', at.toISOString())
		.where('due_at', '<=', soon.toISOString())
		// What was asked for since then was told of just now.
		.where('asked_at', '<=', new Date(at.getTime() - HOUR_MS).toISOString())
		.execute();
	for (const row of rows) {
		const approval = approvalOf(row);
		const { id, organisationId, askedBy: accountId, askedEmailKey: emailKey } = approval;
		await db.transaction().execute(async (tx) => {
			const notice = { id, dueAt: row.due_at ?? '', kind: 'reminder', at };
			if (!(await isFirstNotice(tx, organisationId, notice))) return;
			const tenant = await tenantName(tx, approval);
			const names = { tenant, asker: approval.wish?.asker.name ?? 'Somebody' };
			for (const { email } of await approversFor(tx, organisationId, { accountId, emailKey })) {
				const mail = { ...askedMail(config, email, approval, names), organisationId };
				await postWanted(services, tx, 'approvals', mail);
			}
		});
	}
}

async function expire(services: Services, tx: Queries, id: string, at: string): Promise<void> {
	const row = await tx
		.updateTable('approval')
		.set({ state: 'expired', open_key: null, decided_at: at })
		.where('id', '=', id)
		.where('state', '=', 'waiting')
		.returningAll()
		.executeTakeFirst();
	if (!row) return;
	const approval = approvalOf(row);
	const tenant = await tenantName(tx, approval);
	const to = await addressOf(tx, approval);
	const { organisationId } = approval;
	const mail = to && expiredMail(services.config, to, approval, tenant);
	if (mail) await post(tx, { ...mail, organisationId }, services.now());
	await note(services, tx, approval, 'approval.expired');
}

async function hold(services: Services, tx: Queries, id: string, at: string): Promise<void> {
	const row = await tx
		.updateTable('approval')
		.set({ held_at: at })
		.where('id', '=', id)
		.where('state', '=', 'waiting')
		.where('held_at', 'is', null)
		.returningAll()
		.executeTakeFirst();
	if (!row) return;
	const approval = approvalOf(row);
	const { organisationId, askedBy: accountId, askedEmailKey: emailKey } = approval;
	const approvers = await approversFor(tx, organisationId, { accountId, emailKey });
	const tenant = await tenantName(tx, approval);
	const own = await addressOf(tx, approval);
	const to = new Set([...(own ? [own] : []), ...approvers.map(({ email }) => email)]);
	for (const email of to) {
		const mail = heldMail(services.config, email, approval, tenant);
		await post(tx, { ...mail, organisationId }, services.now());
	}
	await note(services, tx, approval, 'approval.held');
}

async function note(
	services: Services,
	tx: Queries,
	{ id: approval, organisationId, tenantId: tenant }: Approval,
	type: 'approval.expired' | 'approval.held',
): Promise<void> {
	const act = { type, by: null, facts: { approval, tenant } };
	await recordAct(services, tx, organisationId, act);
}

async function tenantName(tx: Queries, { tenantId }: Approval): Promise<string> {
	const row = await tx
		.selectFrom('tenant')
		.select('name')
		.where('tenant_id', '=', tenantId)
		.executeTakeFirst();
	return row?.name ?? 'a tenant that is not connected any more';
}

async function addressOf(tx: Queries, { askedBy }: Approval): Promise<string | null> {
	const row = await tx
		.selectFrom('account')
		.select('email')
		.where('id', '=', askedBy)
		.executeTakeFirst();
	return row?.email ?? null;
}
