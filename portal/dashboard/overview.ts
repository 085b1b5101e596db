import type { Need } from './need';
import { capital, runWords, stepNamed, STEPS } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { RunCard } from '../offboardings/run-card';
import { needingOf } from '../offboardings/run-list';
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
	/** There are more than were counted. */
	readonly isNeedsCut: boolean;
	readonly running: readonly (RunCard & { readonly tenant: Tenant | null })[];
	readonly upcoming: readonly (OwnSchedule & { readonly shown: ShownTime })[];
	readonly days: LastDays;
}

const SHOWN = 5;
const MOST = 100;
const RANK = ['unknown', 'failed', 'blocked', 'waiting'];

/** Worst first: somebody who can still get in, then by what became of the steps. */
const byUrgency = (one: Need, other: Need): number =>
	Number(other.isStillIn ?? false) - Number(one.isStillIn ?? false) ||
	RANK.indexOf(one.mark) - RANK.indexOf(other.mark);

/** Everything an organisation wants to know first, from what is written down: nothing is asked of a tenant. */
export async function overviewOf(services: Services, call: MemberCall): Promise<Overview> {
	const now = services.now();
	const schedules = await schedulesOf(services, call);
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const cards = await cardsOf(services, call);
	// Not among the newest only: what needs somebody does so until it is dealt with.
	const own = { tenantIds, dryRun: false };
	const needing = tenantIds.length === 0 ? [] : await needingOf(services, tenants, own, MOST);
	const needs = [
		...schedules.flatMap((one) => doubtfulOf(one)),
		...needing.flatMap((card) => needOf(card)),
	].sort(byUrgency);
	return {
		approvals: await approvalNeeds(services, call),
		needs: needs.slice(0, SHOWN),
		moreNeeds: Math.max(0, needs.length - SHOWN),
		isNeedsCut: needing.length === MOST,
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
	const href = `/schedules/${schedule.id}`;
	return [{ mark: 'unknown', title, says, href, tenant, isStillIn: true }];
}

function needOf(card: RunCard & { readonly tenant: Tenant | null }): Need[] {
	const { run, mark, name, tenant } = card;
	if (!card.needsYou && run.status !== 'waiting') return [];
	const href = `/offboardings/${run.id}`;
	if (card.settlement.isUndoOpen) {
		const says = 'It was undone, and some of that failed. Look what, then undo once more.';
		return [{ mark: 'failed', title: name, says, href, tenant }];
	}
	if (card.settlement.isCheckBroken) {
		const found = card.settlement.open.filter(({ word }) => word !== undefined);
		const says = `Not as recorded any more. ${found.map((thing) => thing.says).join(' ')}`;
		return [{ mark: 'failed', title: name, says, href, tenant, isStillIn: true }];
	}
	const isStillIn = isOpenAccount(card);
	const says = run.message ?? saysOf(card);
	const whole = isStillIn ? `Not locked out. ${says}` : says;
	return [{ mark, title: name, says: whole, href, tenant, isStillIn }];
}

const LOCKING: ReadonlySet<string | null> = new Set(
	STEPS.filter(({ phase }) => phase === 'Lock out').map(({ key }) => key),
);

/** Whether the run of a whole offboarding has not locked its person out, nor what was tried again since. */
function isOpenAccount({ run, lockOut, settlement }: RunCard): boolean {
	if (run.request.only) return false;
	if (lockOut === null) return true;
	return lockOut.seconds === null && settlement.open.some(({ key }) => LOCKING.has(key));
}

/** What is open, by what became of it. */
function saysOf({ run, settlement }: RunCard): string {
	const left = settlement.open.filter(({ triedIn }) => !triedIn);
	const parts = (['failed', 'unknown', 'blocked'] as const).flatMap((status) => {
		const own = left.filter((thing) => thing.status === status && thing.key !== null);
		const steps = [...new Set(own.map(({ key }) => (key === null ? '' : stepNamed(key).title)))];
		return steps.length === 0 ? [] : [`${status}: ${steps.join(', ')}`];
	});
	return parts.length === 0 ? `${runWords(run)}.` : `${capital(parts.join('; '))}.`;
}
