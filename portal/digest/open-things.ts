import { approvalOf, titleOf } from '../approvals/approval-record';
import { isTooLate } from '../approvals/own-approvals';
import type { Tenant } from '../connection/tenants';
import { lowered } from '../ended-mails/ended-mail';
import { needingOf } from '../offboardings/run-list';
import { oneLine } from '../schedules/tell';
import type { Services } from '../services';

/** A line of a mail, and where it leads. */
export interface LinkedLine {
	readonly says: string;
	readonly path: string;
}

/** So many are named; how many more there are is said. */
export const NAMED = 15;

/** What still needs a person, whenever it came: runs, schedules that wait for a word, requests that wait for a second person. */
export async function openThings(
	services: Services,
	organisationId: string,
	tenants: readonly Tenant[],
): Promise<readonly LinkedLine[]> {
	return [
		...(await waitingApprovals(services, organisationId)),
		...(await doubtfulSchedules(services, tenants)),
		...(await openRuns(services, tenants)),
	];
}

async function openRuns(
	services: Services,
	tenants: readonly Tenant[],
): Promise<readonly LinkedLine[]> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const cards = await needingOf(services, tenants, { tenantIds, dryRun: false }, NAMED + 1);
	return cards.map(({ name, sentence, tenant, run, simulated }) => ({
		says: `${oneLine(name)} in ${tenant?.name ?? 'a tenant'}: ${lowered(sentence)}${simulated ? ' (a rehearsal)' : ''}`,
		path: `/offboardings/${run.id}`,
	}));
}

async function doubtfulSchedules(
	{ runner }: Services,
	tenants: readonly Tenant[],
): Promise<readonly LinkedLine[]> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const states = ['needs_confirmation'] as const;
	const found = await runner.schedules.find({
		...{ tenantIds, states, order: 'soonest', limit: NAMED + 1 },
	});
	return found.map(({ id, employee, reason }) => ({
		says: `${oneLine(employee.displayName)}: shall it still happen? ${reason ?? ''}`.trim(),
		path: `/schedules/${id}`,
	}));
}

async function waitingApprovals(
	{ db, now }: Services,
	organisationId: string,
): Promise<readonly LinkedLine[]> {
	const rows = await db
		.selectFrom('approval')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('state', '=', 'waiting')
		.orderBy('asked_at')
		.limit(NAMED + 1)
		.execute();
	return rows
		.map(approvalOf)
		.filter((approval) => !isTooLate(approval, now()))
		.map((approval) => ({
			says: `${titleOf(approval)}: ${approval.heldAt === null ? 'a second person has to approve it' : 'its time has passed and nobody has approved it, the account is still open'}`,
			path: `/approvals/${approval.id}`,
		}));
}
