import { isPassword } from '../accounts/passwords';
import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import type { FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { can } from '../team/roles';

/** So long an Owner can call it off. */
export const DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** When what is asked for now is done, ISO 8601 UTC. */
export const deletedAfter = (at: Date): string =>
	new Date(at.getTime() + DAYS * DAY_MS).toISOString();

/** When an organisation is deleted, ISO 8601 UTC; null: nobody asked for it. */
export async function deletionOf(db: Queries, organisationId: string): Promise<string | null> {
	const row = await db
		.selectFrom('deletion')
		.select('due_at')
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	return row?.due_at ?? null;
}

/**
 * Asks for an organisation to be deleted: by an Owner, who types its name and their password. A second time changes
 * nothing.
 *
 * @returns what is wrong with the form
 */
export async function askDeletion(
	services: Services,
	member: Member,
	typed: { readonly name: string; readonly password: string },
): Promise<readonly FieldError[]> {
	refuseOthers(member);
	const { id, name } = member.organisation;
	if (typed.name.trim() !== name) {
		return [{ field: 'name', says: `That is not ${name}. Nothing was deleted.` }];
	}
	const account = await services.db
		.selectFrom('account')
		.select('password_hash')
		.where('id', '=', member.accountId)
		.executeTakeFirst();
	if (!(await isPassword(account?.password_hash ?? null, typed.password))) {
		return [{ field: 'password', says: 'The password is wrong. Nothing was deleted.' }];
	}
	const at = services.now();
	const dueAt = deletedAfter(at);
	await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, id);
		const asked = await tx
			.insertInto('deletion')
			.values({
				...{ organisation_id: id, asked_by: member.accountId },
				...{ asked_at: at.toISOString(), due_at: dueAt },
			})
			.onConflict((conflict) => conflict.column('organisation_id').doNothing())
			.returning('due_at')
			.executeTakeFirst();
		if (!asked) return;
		const act = { type: 'organisation.deletionAsked', by: member.accountId } as const;
		await recordAct(services, tx, id, { ...act, facts: { dueAt } });
	});
	return [];
}

/** Calls it off. Nothing was deleted until then. */
export async function undoDeletion(services: Services, member: Member): Promise<void> {
	refuseOthers(member);
	const { id } = member.organisation;
	await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, id);
		const undone = await tx
			.deleteFrom('deletion')
			.where('organisation_id', '=', id)
			.returning('due_at')
			.executeTakeFirst();
		if (!undone) return;
		const act = { type: 'organisation.deletionUndone', by: member.accountId } as const;
		await recordAct(services, tx, id, act);
	});
}

function refuseOthers({ role }: Member): void {
	if (!can(role, 'organisation:delete')) {
		throw new HttpError(403, 'Only an Owner can delete the organisation.');
	}
}
