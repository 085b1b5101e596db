import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OrganisationErased, RunnerQueries } from '../../runner';
import { deleteAccountRows } from '../accounts/account-rows';
import { endCustomer } from '../billing/end-customer';
import { forgetBilling } from '../billing/mirror/other-stripe';
import type { Queries } from '../database/schema';
import { removeStaleExports } from '../export/stale-exports';
import { post } from '../mail/outbox';
import type { Services } from '../services';

const EVERY_MS = 3_600_000;

/** Deletes organisations whose window is over, and what killed exports left, now and every hour. */
export function startDeletions(services: Services): { readonly stop: () => Promise<void> } {
	let round: Promise<void> = Promise.resolve();
	const next = () => {
		round = round
			.then(() => removeStaleExports(services.config.dataFolder, services.now()))
			.then(async () => void (await deleteDue(services)))
			.catch((error: unknown) => {
				services.log.error({ err: error }, 'organisations that are due were not deleted');
			});
	};
	next();
	const timer = setInterval(next, EVERY_MS);
	return {
		stop: async () => {
			clearInterval(timer);
			await round;
		},
	};
}

/** @returns how many were deleted; one that can not be yet is tried again the next time */
export async function deleteDue(services: Services): Promise<number> {
	const due = await services.db
		.selectFrom('deletion')
		.select('organisation_id')
		.where('due_at', '<=', services.now().toISOString())
		.execute();
	let count = 0;
	for (const { organisation_id } of due) {
		try {
			await deleteOrganisation(services, organisation_id);
			count += 1;
		} catch (error) {
			services.log.error({ err: error, organisation: organisation_id }, 'it is not deleted yet');
		}
	}
	return count;
}

async function deleteOrganisation(services: Services, id: string): Promise<void> {
	const { db, runner, config, now } = services;
	const tenants = await db
		.selectFrom('tenant')
		.select('tenant_id')
		.where('organisation_id', '=', id)
		.execute();
	const owner = await db
		.selectFrom('deletion')
		.leftJoin('account', 'account.id', 'deletion.asked_by')
		.innerJoin('organisation', 'organisation.id', 'deletion.organisation_id')
		.select(['account.email', 'organisation.name'])
		.where('deletion.organisation_id', '=', id)
		.executeTakeFirstOrThrow();
	const tenantIds = tenants.map(({ tenant_id }) => tenant_id);
	await endCustomer(services, id);
	const { erased, proof } = await runner.audit
		.of(id)
		.eraseOrganisation(tenantIds, (tx: RunnerQueries) =>
			deleteRows(tx as unknown as Queries, id, now().toISOString()),
		);
	for (const folder of ['simulated', 'reports']) {
		await rm(join(config.dataFolder, folder, id), { recursive: true, force: true });
	}
	if (owner.email === null) return;
	await post(db, proofMail(owner.email, owner.name, erased, proof.note), now());
}

/** What else has the organisation's id in each row. */
const OWN_TABLES = [
	...(['approval', 'offboarding_template', 'schedule_notice'] as const),
	...(['automation_rule', 'automation_delivery', 'digest'] as const),
	...(['saved_view', 'saved_view_default', 'licence_price'] as const),
];

/** Everything the portal keeps of an organisation and of whoever belongs to it. */
async function deleteRows(tx: Queries, id: string, at: string): Promise<void> {
	// Called off at the last moment: then nothing of this happens.
	const due = await tx
		.deleteFrom('deletion')
		.where('organisation_id', '=', id)
		.where('due_at', '<=', at)
		.returning('organisation_id')
		.executeTakeFirst();
	if (!due) throw new Error('The deletion was called off.');
	const accounts = tx.selectFrom('member').select('account_id').where('organisation_id', '=', id);
	const members = (await accounts.execute()).map(({ account_id }) => account_id);
	const invited = await tx
		.deleteFrom('invitation')
		.where('organisation_id', '=', id)
		.returning('email')
		.execute();
	await tx.deleteFrom('tenant').where('organisation_id', '=', id).execute();
	await tx.deleteFrom('covered_employee').where('organisation_id', '=', id).execute();
	await forgetBilling(tx, id);
	for (const table of OWN_TABLES) {
		await tx.deleteFrom(table).where('organisation_id', '=', id).execute();
	}
	await tx.deleteFrom('member').where('organisation_id', '=', id).execute();
	for (const account of members) await deleteAccountRows(tx, account);
	for (const { email } of invited) {
		await tx.deleteFrom('outgoing_mail').where('recipient', '=', email).execute();
	}
	await tx.deleteFrom('organisation').where('id', '=', id).execute();
}

const proofMail = (to: string, name: string, erased: OrganisationErased, note: string) => ({
	recipient: to,
	subject: `${name} was deleted from OffboardIQ`,
	text: `As you asked, ${name} was deleted: ${erased.runs} offboardings and ${erased.schedules} schedules, ${erased.reports} records, ${erased.people} people of the directory, ${erased.connections} connections, every account and invitation. What the audit log says of people can not be read any more; that it was said, and that it was erased, stays. This checkpoint is signed over the whole log, its last entry included. Keep it as proof:\n\n${note}`,
});
