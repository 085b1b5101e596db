import type { StepChoices } from '../../runner';
import { peopleOfDay } from '../approvals/people-of-day';
import { whyApproval } from '../approvals/rule';
import { countWipes } from '../bulks/count-wipes';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import type { Chosen } from './chosen';
import type { ReadPreview } from './previews';

/** Why a second person is asked. How many devices are wiped is counted by us: a form need not say which preview was read. */
export async function whySecond(
	services: Services,
	call: MemberCall,
	{ tenant, person }: Chosen,
	choices: StepChoices,
	read: ReadPreview | null,
): Promise<ReturnType<typeof whyApproval>> {
	const { member } = call;
	const people = await peopleOfDay(services, call, person.id);
	const why = whyApproval(member, { people, wipes: 0 });
	if (why !== null) return why;
	const wipes = read?.wipes ?? (await countWipes(services, tenant, [person.id], choices));
	return whyApproval(member, { people, wipes });
}
