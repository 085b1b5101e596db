import type { OffboardingRequest } from '../../step/offboarding';

/** On whose word it happened. Null is: not recorded. */
export interface Authority {
	readonly requestedBy: string | null;
	readonly role: string | null;
	readonly authentication: string | null;
	readonly address: string | null;
	readonly approvedBy: string | null;
	readonly approvedAt: string | null;
	/** Whether who asked and who approved are two people; `notRecorded` unless both are named. */
	readonly separationOfDuties: 'separate' | 'samePerson' | 'notRecorded';
	readonly ticket: string | null;
	readonly reason: string | null;
	readonly policy: string | null;
}

/** Who asked and who approved, as they were given. Nobody checks here that an approval was really given. */
export function authorityOf({
	requestedBy,
	ticket,
	caseFacts = {},
}: OffboardingRequest): Authority {
	const { requesterRole, requesterAuth, requesterAddress, approvedBy, approvedAt } = caseFacts;
	return {
		requestedBy,
		role: requesterRole ?? null,
		authentication: requesterAuth ?? null,
		address: requesterAddress ?? null,
		approvedBy: approvedBy ?? null,
		approvedAt: approvedAt ?? null,
		separationOfDuties: separationOf(requestedBy, approvedBy ?? null),
		ticket,
		reason: caseFacts.reason ?? null,
		policy: caseFacts.policy ?? null,
	};
}

function separationOf(one: string | null, other: string | null): Authority['separationOfDuties'] {
	if (one === null || other === null) return 'notRecorded';
	const theirs = namesIn(other);
	return namesIn(one).some((name) => theirs.includes(name)) ? 'samePerson' : 'separate';
}

/** `Priya Nair <priya@contoso.com>` is the same person as either half of it. */
function namesIn(text: string): string[] {
	const [, name = text, address = ''] = /^(.*)<([^<>]+)>\s*$/.exec(text) ?? [];
	return [text, name, address].map((part) => part.trim().toLowerCase()).filter(Boolean);
}
