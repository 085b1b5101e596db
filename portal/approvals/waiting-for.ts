import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import { isTooLate, waitingOf, whyNot, type OwnApproval } from './own-approvals';
import { Identities } from './same-person';

/** What waits for a second person, as one member sees it. */
export interface WaitingFor {
	/** They may answer it. What is past its time comes first, then what has waited longest. */
	readonly toAnswer: readonly OwnApproval[];
	/** They asked for it themselves, so somebody else has to answer. */
	readonly asked: readonly OwnApproval[];
}

/** Whoever looks. */
type Seen = Pick<MemberCall, 'visitor' | 'member'>;

/**
 * What waits for a member's answer, and what they wait for. The same rules decide as at the answer itself, so that
 * nothing is counted here that the page of the request would refuse.
 */
export async function waitingFor(services: Services, call: Seen): Promise<WaitingFor> {
	const waiting = await waitingOf(services, call);
	const now = services.now();
	// Every page asks: nobody is looked up for each request anew.
	const identities = new Identities(services);
	const toAnswer: OwnApproval[] = [];
	const asked: OwnApproval[] = [];
	for (const own of waiting) {
		if (isTooLate(own.approval, now)) continue;
		if (own.approval.askedBy === call.member.accountId) asked.push(own);
		else if ((await whyNot(services, call, own, identities)) === null) toAnswer.push(own);
	}
	return { toAnswer: heldFirst(toAnswer), asked: heldFirst(asked) };
}

const heldFirst = (list: readonly OwnApproval[]): OwnApproval[] => [
	...list.filter(({ approval }) => approval.heldAt !== null),
	...list.filter(({ approval }) => approval.heldAt === null),
];
