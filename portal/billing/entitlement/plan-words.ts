import type { Member } from '../../accounts/visitor';
import { HttpError } from '../../http/http-error';
import { daysLeft, trialWords } from '../../organisations/trial';
import type { Entitlement } from './entitlement';
import { PLANS } from './plans';

/** What is around every page about the trial or plan: a line, and a note where something ends or has ended. */
export interface PlanSigns {
	readonly line: string;
	readonly note: { readonly says: string; readonly isOver: boolean } | null;
}

/** A trial ends as everybody knows; a plan that ends, or is not paid, is a surprise to somebody. */
const WARN_DAYS = { trial: 3, plan: 7 } as const;

/** The line and the note of an entitlement. */
export function planSigns(entitlement: Entitlement, now: Date): PlanSigns {
	const { mode, by, endsAt } = entitlement;
	const warnDays = WARN_DAYS[by === 'trial' ? 'trial' : 'plan'];
	const line = planLine(entitlement, now);
	const isOver = mode === 'readOnly';
	const isNear = endsAt !== null && daysLeft(endsAt, now) <= warnDays;
	return { line, note: isOver || isNear ? { says: line, isOver } : null };
}

/** How it stands, in a line. */
export function planLine({ mode, by, endsAt }: Entitlement, now: Date): string {
	if (by === 'trial') return trialWords(endsAt ?? '', now);
	const name = `${PLANS[by].name} plan`;
	if (endsAt === null) return mode === 'full' ? name : `${name}, not renewed`;
	return `${name}, ${mode === 'full' ? 'until' : 'ended'} ${endsAt.slice(0, 10)}`;
}

/** What whoever wants to change something is told after the end. */
export const readOnly = (entitlement: Entitlement, now: Date): HttpError =>
	new HttpError(
		403,
		`${planLine(entitlement, now)}. Data and reports stay readable and can be downloaded; nothing was lost, and nothing new can be started. An Owner can choose a plan under Billing.`,
	);

/** The same for a member at this request. */
export const readOnlyOf = ({ entitlement }: Member): HttpError =>
	// It is over, so the day that it is asked on is behind its end.
	readOnly(entitlement, new Date(entitlement.endsAt ?? 0));
