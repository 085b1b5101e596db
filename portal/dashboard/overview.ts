import type { Need } from './need';
import { runWords } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { RunCard } from '../offboardings/run-card';
import { cardsOf } from '../offboardings/run-pages';
import { schedulesOf, type OwnSchedule } from '../schedules/schedules';
import { shownTime, type ShownTime } from '../schedules/schedule-time';
import type { Services } from '../services';
import { approvalNeeds, type ApprovalNeeds } from './approval-needs';
import { lastDaysOf, type LastDays } from './last-days';

/** What the first page shows. */
export interface Overview {
	/** A second person's word: what this one can give, then what they wait for. */
	readonly approvals: ApprovalNeeds;
	readonly needs: readonly Need[];
	readonly moreNeeds: number;
	readonly running: readonly (RunCard & { readonly tenant: Tenant | null })[];
	readonly upcoming: readonly (OwnSchedule & { readonly shown: ShownTime })[];
	readonly days: LastDays;
}

const SHOWN = 5;
/** Worst first. */
const RANK = ['unknown', 'failed', 'blocked', 'waiting'];

/** Everything an organisation wants to know first, from what is written down: nothing is asked of a tenant. */
export async function overviewOf(services: Services, call: MemberCall): Promise<Overview> {
	const now = services.now();
	const cards = await cardsOf(services, call);
	const schedules = await schedulesOf(services, call);
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const needs = [
		...schedules.flatMap((one) => doubtfulOf(one)),
		...cards.flatMap((card) => needOf(card)),
	].sort((one, other) => RANK.indexOf(one.mark) - RANK.indexOf(other.mark));
	return {
		approvals: await approvalNeeds(services, call),
		needs: needs.slice(0, SHOWN),
		moreNeeds: Math.max(0, needs.length - SHOWN),
		running: cards.filter(({ run }) => run.status === 'running').slice(0, SHOWN),
		upcoming: schedules
			.filter(({ schedule }) => schedule.state === 'pending')
			.slice(0, SHOWN)
			.map((one) => ({ ...one, shown: shownTime(one.schedule.time, now) })),
		days: await lastDaysOf(services, tenantIds),
	};
}

function doubtfulOf({ schedule, tenant }: OwnSchedule): Need[] {
	if (schedule.state !== 'needs_confirmation') return [];
	const title = `Shall it still happen? ${schedule.employee.displayName}`;
	const says = schedule.reason ?? 'Somebody has to say so.';
	return [{ mark: 'unknown', title, says, href: `/schedules/${schedule.id}`, tenant }];
}

function needOf(card: RunCard & { readonly tenant: Tenant | null }): Need[] {
	const { run, mark, name, tenant } = card;
	if (!card.needsYou && run.status !== 'waiting') return [];
	const href = `/offboardings/${run.id}`;
	if (card.settlement.isUndoOpen) {
		const says = 'It was undone, and some of that failed. Look what, then undo once more.';
		return [{ mark: 'failed', title: name, says, href, tenant }];
	}
	return [{ mark, title: name, says: run.message ?? saysOf(card), href, tenant }];
}

/** Which steps are open: their number and what they came to. */
function saysOf({ run, settlement }: RunCard): string {
	const left = settlement.open.filter(({ triedIn }) => !triedIn);
	const open = [...new Set(left.map(({ step, status }) => `step ${step} is ${status}`))];
	return `${runWords(run)}${open.length > 0 ? `: ${open.join(', ')}.` : '.'}`;
}
