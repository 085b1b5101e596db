import { scheduleVersion } from '../../../runner';
import type { MemberCall } from '../../http/call';
import type { FieldError } from '../../http/form';
import { askedBy, askerOf } from '../../offboardings/asker';
import { NOT_SEEN } from '../../offboardings/new-form';
import type { Preview } from '../../offboardings/previews';
import { replyOf } from '../../offboardings/shown-reply';
import type { Services } from '../../services';
import { shownTime, ZONES } from '../schedule-time';
import type { OwnChange } from './own-change';

/** What the form of a change holds. */
export interface ShownChange {
	readonly typed: Readonly<Record<string, string>>;
	readonly errors: readonly FieldError[];
	/** Read already, to be looked at before anything is changed. */
	readonly preview?: Preview;
	/** Why it has to be looked at, in words. */
	readonly notice?: string | null;
	/** Default: 200, and 422 where something has to be put right. */
	readonly status?: number;
}

/** The form of a change. It keeps saying which state it was filled from: what is newer is never overwritten by it. */
export function showChange(
	services: Services,
	call: MemberCall,
	{ schedule, chosen }: OwnChange,
	{ typed, errors, preview, notice, status }: ShownChange,
): void {
	const formPath = `/schedules/${schedule.id}/change`;
	const shown = shownTime(schedule.time, services.now());
	const isOld = typed.version !== scheduleVersion(schedule);
	const reply = replyOf(typed.outOfOffice ?? '', chosen);
	const page = { title: 'Change a schedule', nav: 'offboarding', zones: ZONES, needsSecond: false };
	const { requestedBy } = schedule;
	const askedBefore = requestedBy === askedBy(askerOf(call)).requestedBy ? null : requestedBy;
	const what = { ...chosen, schedule, shown, typed, errors, reply, formPath, isOld, askedBefore };
	const seen = { preview: preview ?? null, notice: notice ?? null, notSeen: NOT_SEEN };
	const isAgain = errors.length > 0 || preview !== undefined;
	const all = { ...page, ...what, ...seen };
	call.page('schedules/views/change', all, status ?? (isAgain ? 422 : 200));
}
