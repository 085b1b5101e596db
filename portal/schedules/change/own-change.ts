import type { Member } from '../../accounts/visitor';
import type { MemberCall } from '../../http/call';
import { HttpError, notFound } from '../../http/http-error';
import { personIn, refuseOneself, type Chosen } from '../../offboardings/chosen';
import type { Services } from '../../services';
import { approvalOfSchedule } from '../approved';
import { HELD, oneSchedule, type OwnSchedule } from '../schedules';

/** One person's schedule that may be changed, and that person as the directory has them. */
export interface OwnChange extends OwnSchedule {
	readonly chosen: Chosen;
}

const LATE = 'It has started, ended or been answered meanwhile. Nothing was changed.';
const RULE =
	'A second person has to agree to every offboarding here. Cancel this one and ask again. Nothing was changed.';
const NOBODY =
	'This person is not among the synced employees. Sync them first, then it can be changed. Nothing was changed.';

/**
 * The schedule that the address names, if it is one person's and the one who asks may change it.
 *
 * @throws HttpError 404 where there is none, or it is a list; 403, 409 in words where it can't be changed
 */
export async function ownChange(services: Services, call: MemberCall): Promise<OwnChange> {
	const own = await oneSchedule(services, call, call.param('id'));
	const { schedule, tenant } = own;
	if (schedule.people !== null) throw notFound();
	if (schedule.state === 'needs_confirmation') throw new HttpError(409, HELD);
	if (schedule.state !== 'pending') throw new HttpError(409, LATE);
	await refuseAgreed(services, call.member, own);
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const chosen = await personIn(services, tenant, schedule.employee.id);
	if (!chosen) throw new HttpError(409, NOBODY);
	await refuseOneself(services, call.visitor, tenant, chosen.person);
	return { ...own, chosen };
}

/** What was agreed to is what starts. */
async function refuseAgreed(
	services: Services,
	{ organisation }: Member,
	{ schedule }: OwnSchedule,
): Promise<void> {
	if ((await approvalOfSchedule(services, schedule)) !== null) {
		const who = nameIn(schedule.caseFacts?.approvedBy) || 'A second person';
		const says = `${who} agreed to it as it is. Cancel it and ask again. Nothing was changed.`;
		throw new HttpError(409, says);
	}
	if (organisation.requiresApproval) throw new HttpError(409, RULE);
}

/** `Ben <ben@contoso.com>` without the address. */
const nameIn = (text = ''): string => text.replace(/\s*<[^<>]*>\s*$/, '');
