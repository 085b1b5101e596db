import { titleOf } from '../approvals/approval-record';
import type { OwnApproval } from '../approvals/own-approvals';
import { waitingFor } from '../approvals/waiting-for';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import type { Need } from './need';

/** What waits for a second person, for the first page. */
export interface ApprovalNeeds {
	/** All that this member can answer. */
	readonly count: number;
	/** Of those the first few, then the first few that they asked for. */
	readonly shown: readonly Need[];
	/** How many more of both there are. */
	readonly more: number;
}

const SHOWN = 5;
const SHOWN_ASKED = 3;

/** What waits for a member's answer, and what they asked for themselves, by when it ends. */
export async function approvalNeeds(services: Services, call: MemberCall): Promise<ApprovalNeeds> {
	const { toAnswer, asked } = await waitingFor(services, call);
	const shown = [
		...toAnswer.slice(0, SHOWN).map((own) => ({ ...needOf(own), ...saysToAnswer(own) })),
		...asked.slice(0, SHOWN_ASKED).map((own) => ({ ...needOf(own), ...saysAsked(own) })),
	];
	return {
		count: toAnswer.length,
		shown,
		more: toAnswer.length + asked.length - shown.length,
	};
}

function needOf({ approval, tenant }: OwnApproval): Omit<Need, 'title' | 'says'> {
	const { dueAt, expiresAt, heldAt } = approval;
	const mark = heldAt === null ? 'waiting' : 'blocked';
	const href = `/approvals/${approval.id}`;
	const iso = dueAt ?? expiresAt;
	if (iso === null) return { mark, href, tenant };
	const word = heldAt !== null ? 'It was due' : dueAt !== null ? 'It is due' : 'It ends';
	return { mark, href, tenant, at: { word, iso } };
}

function saysToAnswer({ approval }: OwnApproval): Pick<Need, 'title' | 'says'> {
	const asker = approval.wish?.asker.name ?? 'Somebody';
	const held = 'Its time has passed, and the account is still open.';
	const says = approval.heldAt === null ? 'Nothing happens until you answer.' : held;
	return { title: `Approve or decline: ${titleOf(approval)}`, says: `${asker} asks. ${says}` };
}

function saysAsked({ approval }: OwnApproval): Pick<Need, 'title' | 'says'> {
	const held = 'Its time has passed, and nobody has approved it. The account is still open.';
	const waits = 'You asked for it. Somebody else has to approve it.';
	return {
		title: `Waits for a second person: ${titleOf(approval)}`,
		says: approval.heldAt === null ? waits : held,
	};
}
