import { isCode, type GraphFailure } from '../shared/graph';
import { blocked, fromFailure, type Target } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';

/** PIM's answer to a removal less than five minutes after the activation. */
export const TOO_FRESH = 'ActiveDurationTooShort';

/** What a person has to do where PIM refuses by one of its own rules. */
const WHAT_TO_DO: Readonly<Record<string, string>> = {
	[TOO_FRESH]:
		'It was activated less than five minutes ago, and Entra went on refusing to take it away. Run this step again in five minutes.',
	PendingRoleAssignmentRequest:
		'Another request for it is waiting in PIM. Decide or cancel that request in Entra, then run this step again.',
	RoleAssignmentRequestPolicyValidationFailed:
		'A PIM rule (justification, ticket or approval) refuses the removal. Take it away in Entra, then run this step again.',
};

/**
 * The item of a removal that was refused. What a person can mend is `blocked` and says how.
 *
 * @param name the role or group, as people know it
 */
export function refusal(target: Target, name: string, failure: GraphFailure): ItemOutcome {
	const reason = isLastAdministrator(failure) ? lastOne(name) : whatToDo(failure);
	return reason === undefined ? fromFailure(target, failure) : blocked(target, reason, failure);
}

function whatToDo({ code }: GraphFailure): string | undefined {
	return Object.entries(WHAT_TO_DO).find(([name]) => isCode(code, name))?.[1];
}

/** What to do about a role that Entra keeps with the last who holds it. */
export function lastOne(name: string): string {
	return `This is the last ${name} of the tenant, and Entra refuses to leave it without. Give the role to somebody else, then run this step again.`;
}

/** Entra has no code of its own for it; the message names the role in plain text. */
function isLastAdministrator({ kind, graphMessage }: GraphFailure): boolean {
	const definite = kind === 'refused' || kind === 'forbidden';
	return definite && /\b(?:last|only|at least one)\b.*\badministrator/i.test(graphMessage ?? '');
}
