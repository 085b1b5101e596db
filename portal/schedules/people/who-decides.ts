import { approvalOfSchedule } from '../approved';
import { peopleOfLists } from '../../approvals/people-of-lists';
import { whyApproval } from '../../approvals/rule';
import type { ApprovalReason } from '../../approvals/approval-record';
import { countWipes } from '../../bulks/count-wipes';
import type { MemberCall } from '../../http/call';
import type { Services } from '../../services';
import type { OwnSchedule } from '../schedules';

/**
 * Why a second person is asked before people are put on a list; null: one decides. It goes by the whole list, those who
 * are on it already with those who come; and what a second person agreed to is not added to by one alone.
 *
 * @param users object ids of everybody who would be on it
 */
export async function whyAsked(
	services: Services,
	call: MemberCall,
	{ schedule }: OwnSchedule,
	users: readonly string[],
): Promise<ApprovalReason | null> {
	if ((await approvalOfSchedule(services, schedule)) !== null) return 'list';
	const people = await peopleOfLists(services, call, users);
	return whyApproval(call.member, { people, wipes: 0 });
}

/** The same with the devices of all of them, which are counted in the tenant. */
export async function whyAskedOfDevices(
	services: Services,
	call: MemberCall,
	own: OwnSchedule,
	users: readonly string[],
): Promise<ApprovalReason | null> {
	const why = await whyAsked(services, call, own, users);
	if (why !== null) return why;
	const wipes = await countWipes(services, own.tenant, users, own.schedule.choices ?? {});
	return whyApproval(call.member, { people: users.length, wipes });
}
