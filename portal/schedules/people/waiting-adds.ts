import { waitingOf } from '../../approvals/own-approvals';
import type { MemberCall } from '../../http/call';
import type { Services } from '../../services';

/** What waits for a second person before it comes onto a list. */
export interface WaitingAdd {
	/** Of the request. */
	readonly id: string;
	readonly people: number;
	readonly askedBy: string;
}

/** The requests to put people on a list that nobody has answered. */
export async function waitingAdds(
	services: Services,
	call: Pick<MemberCall, 'member'>,
	scheduleId: string,
): Promise<readonly WaitingAdd[]> {
	const now = services.now().toISOString();
	const waiting = await waitingOf(services, call);
	return waiting.flatMap(({ approval: { id, people, wish, expiresAt } }) => {
		if (wish?.addTo?.schedule !== scheduleId || (expiresAt ?? now) < now) return [];
		return [{ id, people, askedBy: wish.asker.name }];
	});
}
