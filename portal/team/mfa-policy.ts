import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from './roles';

/** Says whether members need a second factor. It counts at their next request. @throws HttpError where it may not be */
export async function setMfaPolicy(
	services: Services,
	by: Member,
	isRequired: boolean,
): Promise<void> {
	if (!can(by.role, 'organisation:manage')) {
		throw new HttpError(403, 'Your role does not allow this.');
	}
	const { accountId, organisation } = by;
	await services.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('organisation')
			.set({ requires_mfa: isRequired ? 1 : 0 })
			.where('id', '=', organisation.id)
			.execute();
		const facts = { required: isRequired ? 'yes' : 'no' };
		const act = { type: 'organisation.mfaPolicy', by: accountId, facts } as const;
		await recordAct(services, tx, organisation.id, act);
	});
}
