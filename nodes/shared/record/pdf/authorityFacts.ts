import type { Authority } from '../facts/authority';
import { moment } from '../times';
import type { Drawing } from './drawing';

/** A line of the facts: a name and what is known. */
export interface NamedFact {
	readonly name: string;
	readonly value: string | null;
}

const DUTIES: Readonly<Record<Authority['separationOfDuties'], string>> = {
	separate: 'Asked and approved by two people, as they were named',
	samePerson: 'Not separate: asked and approved by the same person',
	notRecorded: 'Not recorded',
};

/** On whose word it happened, and what it is part of. What is missing is said, not left out. */
export function authorityFacts({ offboarding, facts }: Drawing): NamedFact[] {
	const { requestedBy, role, authentication, address, ...rest } = facts.authority;
	const how = [role, authentication, address].filter((part) => part !== null).join(', ');
	const { approvedBy, approvedAt, separationOfDuties, ticket, reason, policy } = rest;
	const { noticeAt, noticeBy } = offboarding.request.caseFacts ?? {};
	const notice = [noticeAt ? moment(noticeAt) : null, noticeBy ?? null];
	return [
		{ name: 'Asked by', value: requestedBy },
		...(how === '' ? [] : [{ name: 'As', value: how }]),
		{ name: 'Approved by', value: approvedBy ?? NOT_RECORDED },
		...(approvedAt === null ? [] : [{ name: 'Approved at', value: moment(approvedAt) }]),
		{ name: 'Duties', value: DUTIES[separationOfDuties] },
		{ name: 'Reason', value: reason ?? NOT_RECORDED },
		{ name: 'Ticket', value: ticket ?? 'None given' },
		{ name: 'Policy', value: policy ?? NOT_RECORDED },
		{ name: 'Notice', value: joined(notice) ?? NOT_RECORDED },
	];
}

const NOT_RECORDED = 'Not recorded';

function joined(parts: readonly (string | null)[]): string | null {
	return parts.filter((part) => part !== null).join(', ') || null;
}
