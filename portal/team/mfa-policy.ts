import type { Member } from '../accounts/visitor';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from './roles';

/** Says whether members need a second factor. It counts at their next request. @throws HttpError where it may not be */
export async function setMfaPolicy(
	{ db }: Services,
	by: Member,
	isRequired: boolean,
): Promise<void> {
	if (!can(by.role, 'organisation:manage')) {
		throw new HttpError(403, 'Your role does not allow this.');
	}
	await db
		.updateTable('organisation')
		.set({ requires_mfa: isRequired ? 1 : 0 })
		.where('id', '=', by.organisation.id)
		.execute();
}
