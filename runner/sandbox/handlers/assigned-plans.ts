import type { UserRecord } from '../state/directory';

/** Exchange Online (Plan 2), part of Microsoft 365 E5. */
const EXCHANGE = 'efb87545-963c-4e0d-99df-69c6916d9eb0';

/** One service plan of an account, as Graph writes it. */
export interface AssignedPlan {
	readonly assignedDateTime: string;
	readonly capabilityStatus: 'Enabled' | 'Deleted';
	readonly service: string;
	readonly servicePlanId: string;
}

/**
 * The Exchange plan of somebody: there with a licence, and marked as deleted where a licence was taken away and left
 * a soft-deleted mailbox behind.
 *
 * @see https://learn.microsoft.com/graph/api/resources/assignedplan
 */
export function assignedPlansOf({ profile, mailbox }: UserRecord): readonly AssignedPlan[] {
	const isLicensed = profile.assignedLicenses.length > 0;
	if (!isLicensed && mailbox.kind !== 'softDeleted') return [];
	return [
		{
			assignedDateTime: profile.createdDateTime,
			capabilityStatus: isLicensed ? 'Enabled' : 'Deleted',
			service: 'exchange',
			servicePlanId: EXCHANGE,
		},
	];
}
