import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { parseEmail } from '../accounts/email-address';
import type { Member, Visitor } from '../accounts/visitor';
import { recordAct, recordOwnAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { trialEnd } from './trial';

/** How far the wizard is. */
export type WizardStep = 'organisation' | 'team' | 'connect' | 'done';

/**
 * Makes the organisation of somebody who signed up, with them as its Owner. The trial counts from the sign-up. A second
 * press makes no second one.
 */
export async function foundOrganisation(
	services: Services,
	visitor: Visitor,
	name: string,
): Promise<void> {
	const { db, now } = services;
	const at = now().toISOString();
	const id = randomUUID();
	await db.transaction().execute(async (tx) => {
		const account = await tx
			.selectFrom('account')
			.select(['email', 'created_at'])
			.where('id', '=', visitor.accountId)
			.executeTakeFirstOrThrow();
		const joined = await tx
			.insertInto('member')
			.values({
				organisation_id: id,
				account_id: visitor.accountId,
				role: 'owner',
				joined_at: at,
			})
			.onConflict((conflict) => conflict.column('account_id').doNothing())
			.returning('account_id')
			.executeTakeFirst();
		if (!joined) return;
		await insertOrganisation(tx, { id, name, at, founder: account });
		await recordOwnAct(services, tx, visitor.accountId, { type: 'organisation.founded' });
	});
}

async function insertOrganisation(
	tx: Queries,
	wanted: {
		readonly id: string;
		readonly name: string;
		readonly at: string;
		readonly founder: { readonly email: string; readonly created_at: string };
	},
): Promise<void> {
	const { id, name, at, founder } = wanted;
	await tx
		.insertInto('organisation')
		.values({
			...{ id, name, domain: parseEmail(founder.email)?.domain ?? '', version: 1 },
			...{ wizard_step: 'team', trial_ends_at: trialEnd(founder.created_at), created_at: at },
		})
		.execute();
}

/** Notes where the wizard goes on. It never goes back by itself. */
export async function setWizardStep(
	services: Services,
	{ accountId, organisation }: Member,
	step: WizardStep,
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		const changed = await tx
			.updateTable('organisation')
			.set({ wizard_step: step })
			.where('id', '=', organisation.id)
			.where('wizard_step', '!=', step)
			.returning('id')
			.executeTakeFirst();
		if (!changed) return;
		const act = { type: 'organisation.wizard', by: accountId, facts: { step } } as const;
		await recordAct(services, tx, organisation.id, act);
	});
}

/**
 * Makes everybody else who changes who belongs to an organisation wait until this transaction ends. Begin with it.
 *
 * @throws HttpError when the organisation is gone
 */
export async function lockOrganisation(tx: Queries, organisationId: string): Promise<void> {
	const locked = await tx
		.updateTable('organisation')
		.set({ version: sql<number>`version + 1` })
		.where('id', '=', organisationId)
		.returning('id')
		.executeTakeFirst();
	if (!locked) throw new HttpError(404, 'This organisation is not there any more.');
}
