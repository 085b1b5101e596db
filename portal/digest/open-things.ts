import { approvalOf, titleOf } from '../approvals/approval-record';
import { isTooLate } from '../approvals/own-approvals';
import type { Tenant } from '../connection/tenants';
import { lowered } from '../ended-mails/ended-mail';
import { needingOf, type OwnCard } from '../offboardings/run-list';
import { oneLine } from '../schedules/tell';
import type { Services } from '../services';

/** A line of a mail, and where it leads. */
export interface LinkedLine {
	readonly says: string;
	readonly path: string;
}

/** So many are named; how many more there are is said. */
export const NAMED = 15;
/** So many are looked at for what a later check found: as many as a list has people. */
const LOOKED_AT = 500;

/**
 * What still needs a person, whenever it came: what a later check found first, because a door may be open; then requests
 * that wait for a second person, schedules that wait for a word, and runs.
 */
export async function openThings(
	services: Services,
	organisationId: string,
	tenants: readonly Tenant[],
): Promise<readonly LinkedLine[]> {
	const runs = await openRuns(services, tenants);
	return [
		...runs.broken,
		...(await waitingApprovals(services, organisationId)),
		...(await doubtfulSchedules(services, tenants)),
		...runs.others,
	];
}

async function openRuns(
	services: Services,
	tenants: readonly Tenant[],
): Promise<{ readonly broken: readonly LinkedLine[]; readonly others: readonly LinkedLine[] }> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const cards = await needingOf(services, tenants, { tenantIds, dryRun: false }, LOOKED_AT);
	const linesOf = (isCheckBroken: boolean) =>
		cards
			.filter(({ settlement }) => settlement.isCheckBroken === isCheckBroken)
			.slice(0, NAMED + 1)
			.map((card) => ({ says: lineOf(card), path: `/offboardings/${card.run.id}` }));
	return { broken: linesOf(true), others: linesOf(false) };
}

function lineOf({ name, sentence, tenant, simulated, settlement }: OwnCard): string {
	const who = `${oneLine(name)} in ${tenant?.name ?? 'a tenant'}`;
	const rehearsal = simulated ? ' (a rehearsal)' : '';
	if (!settlement.isCheckBroken) {
		const how = settlement.isUndoOpen ? 'not all of it was undone' : lowered(sentence);
		return `${who}: ${how}${rehearsal}`;
	}
	const found = settlement.open.filter(({ word }) => word !== undefined);
	const says = found.map((thing) => thing.says).join(' ');
	return `${who}${rehearsal}: not as recorded any more. ${says}`;
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
