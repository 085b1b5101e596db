import type { RunnerQueries } from '../../runner';
import { scheduleBulk } from '../bulks/schedule-bulk';
import { SecondListError } from '../bulks/second-list';
import { startBulk } from '../bulks/start-bulk';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { SecondRunError } from '../offboardings/second-run';
import { startOffboarding } from '../offboardings/start-offboarding';
import { addApproved } from '../schedules/people/add-approved';
import { scheduleIn } from '../schedules/schedules';
import type { Services } from '../services';
import type { FrozenWish } from './approval-record';
import { claimApproval, type Answer } from './decide';
import type { OwnApproval } from './own-approvals';

/**
 * Starts exactly what was approved, in the name of whoever asked, with the name of whoever approved among the facts.
 * What was scheduled for a time that has passed starts now.
 *
 * @param seen what of the account whoever approves has seen; null for a list
 * @returns where it is looked at
 * @throws HttpError 403, 409 in words: nothing was started then
 */
export async function startApproved(
	services: Services,
	call: MemberCall,
	own: OwnApproval,
	answer: Answer,
	seen: string | null,
): Promise<string> {
	const { tenant, approval } = own;
	const { wish } = approval;
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	if (wish === null) throw new Error('A request that waits has lost what it is about.');
	const together = async (tx: RunnerQueries, resultId: string) => {
		// The same transaction: what the two schemas call their tables differs.
		await claimApproval(services, tx as unknown as Queries, call, own, { ...answer, resultId });
	};
	const caseFacts = { ...wish.caseFacts, ...approvedFacts(services, call) };
	const { asker, ticket, choices, time } = wish;
	if (wish.addTo) {
		const agreed = { facts: approvedFacts(services, call), claim: together };
		return await addApproved(services, own, { ...wish, addTo: wish.addTo }, agreed);
	}
	if (wish.kind === 'bulk') {
		const list = { members: membersOf(wish), ticket, caseFacts, choices };
		if (time !== null && time.dueAt > services.now().toISOString()) {
			const later = { ...list, time };
			return `/schedules/${await scheduleBulk(services, asker, tenant, later, together)}`;
		}
		return `/bulks/${await startBulk(services, asker, tenant, list, together).catch(inWords)}`;
	}
	const [member] = wish.members;
	if (!member) throw new Error('A request names nobody.');
	const one = { user: member.user, manager: member.manager, ticket, caseFacts, choices };
	if (time !== null && time.dueAt > services.now().toISOString()) {
		const made = await scheduleIn(services, asker, tenant, { ...one, time }, together);
		return `/schedules/${made.id}`;
	}
	const now = { ...one, dryRun: false, seen };
	const started = await startOffboarding(services, asker, tenant, now, together).catch(inWords);
	return `/offboardings/${started.id}`;
}

const membersOf = ({ members }: FrozenWish) =>
	members.map(({ user, manager, ticket, caseFacts }) => ({ user, manager, ticket, caseFacts }));

const approvedFacts = ({ now }: Services, { visitor }: MemberCall) => ({
	approvedBy: `${visitor.name} <${visitor.email}>`,
	approvedAt: now().toISOString(),
});

function inWords(error: unknown): never {
	if (error instanceof SecondListError) {
		const says = `Some of them are on the list ${error.bulkId}, which has not ended. Wait for it, or decline this.`;
		throw new HttpError(409, says);
	}
	if (!(error instanceof SecondRunError)) throw error;
	const { runId } = error;
	throw new HttpError(409, `This person is being offboarded already, as ${runId}. Decline this.`);
}
