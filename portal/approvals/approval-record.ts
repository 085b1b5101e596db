import { createHash } from 'node:crypto';
import type { CaseFacts, PlannedTime, StepChoices } from '../../runner';
import type { ApprovalRow } from '../database/approval-schema';
import type { Asker } from '../offboardings/asker';

export type ApprovalKind = 'offboarding' | 'schedule' | 'bulk';
export type ApprovalState = 'waiting' | 'approved' | 'declined' | 'withdrawn' | 'expired';

/** Why a second person is asked; `list`: one agreed to a list, and somebody is to be put on it. */
export type ApprovalReason = 'rule' | 'many' | 'list';

/** One person of a request, as they were when it was made. */
export interface FrozenMember {
	/** Object id. */
	readonly user: string;
	readonly name: string;
	readonly address: string;
	/** Whom the request names; null: the manager of the directory. */
	readonly manager: string | null;
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts | null;
}

/** What was asked for. It is kept as text, and that text is what is started: nothing of it is looked up again. */
export interface FrozenWish {
	readonly kind: ApprovalKind;
	readonly tenantId: string;
	readonly asker: Asker;
	readonly members: readonly FrozenMember[];
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts;
	readonly choices: StepChoices;
	readonly time: PlannedTime | null;
	/** The list that is scheduled and that they are to be put on; left out: it is a request of its own. */
	readonly addTo?: AddTo;
}

/** A list that is scheduled, as it was when somebody was to be put on it. */
export interface AddTo {
	/** Its number. */
	readonly schedule: string;
	/** Who was on it then. */
	readonly on: readonly Pick<FrozenMember, 'user' | 'name' | 'address'>[];
}

/** A request for a second person's word. */
export interface Approval {
	readonly id: string;
	readonly organisationId: string;
	readonly tenantId: string;
	readonly kind: ApprovalKind;
	readonly why: ApprovalReason;
	readonly state: ApprovalState;
	readonly people: number;
	/** Null some time after it was decided. */
	readonly wish: FrozenWish | null;
	/** SHA-256 of what was asked for, hex. */
	readonly hash: string;
	/** An account's id, and the key of its address then. */
	readonly askedBy: string;
	readonly askedEmailKey: string;
	readonly askedAt: string;
	readonly dueAt: string | null;
	readonly expiresAt: string | null;
	readonly heldAt: string | null;
	readonly decidedBy: string | null;
	readonly decidedAt: string | null;
	readonly reason: string | null;
	readonly resultId: string | null;
}

export const hashOfWish = (json: string): string => createHash('sha256').update(json).digest('hex');

export function approvalOf(row: ApprovalRow): Approval {
	return {
		id: row.id,
		organisationId: row.organisation_id,
		tenantId: row.tenant_id,
		kind: row.kind as ApprovalKind,
		why: row.why as ApprovalReason,
		state: row.state as ApprovalState,
		people: row.people,
		wish: row.wish_json === '' ? null : (JSON.parse(row.wish_json) as FrozenWish),
		// Of the text as it stands, not as it is said to be: a row that somebody changed is another request.
		hash: hashOfWish(row.wish_json),
		askedBy: row.asked_by,
		askedEmailKey: row.asked_email_key,
		askedAt: row.asked_at,
		dueAt: row.due_at,
		expiresAt: row.expires_at,
		heldAt: row.held_at,
		decidedBy: row.decided_by,
		decidedAt: row.decided_at,
		reason: row.reason,
		resultId: row.result_id,
	};
}

/** Where what became of it is looked at. */
export function pathOfResult({ kind, resultId }: Approval): string | null {
	if (resultId === null) return null;
	if (resultId.startsWith('SCH-')) return `/schedules/${resultId}`;
	return kind === 'bulk' ? `/bulks/${resultId}` : `/offboardings/${resultId}`;
}

/** Who it is about, for a heading. */
export function titleOf({ people, wish }: Pick<Approval, 'people' | 'wish'>): string {
	const [first] = wish?.members ?? [];
	// A name is one line, whatever a tenant calls somebody.
	if (people === 1) return first?.name.replace(/[\s\p{Cc}]+/gu, ' ') ?? '1 person';
	return `${people} people`;
}
