import { describe, expect, it } from 'vitest';
import { refusal } from '../../../nodes/RemoveAdminRoles/refusals';
import { GraphFailure, type FailureKind } from '../../../nodes/shared/graph/failure';

function failure(kind: FailureKind, code: string, graphMessage: string): GraphFailure {
	const status = kind === 'forbidden' ? 403 : kind === 'serverError' ? 500 : 400;
	const facts = { kind, status, code, graphMessage, message: 'Refused.' };
	const none = { missingPermission: null, requestId: 'r', retryAfterMs: null, leftOpen: false };
	return new GraphFailure({ ...facts, ...none, attempts: 1 });
}

const TARGET = { target: 'Global Administrator', targetId: 'x' };
const NAME = 'Global Administrator';

describe('a removal that Entra refuses', () => {
	it.each([
		['refused', 'Request_BadRequest', 'The last active Global Administrator cannot be removed.'],
		['forbidden', 'Denied', 'You are removing the only Privileged Role Administrator.'],
		['refused', 'X', 'There must be at least one active Global Administrator.'],
	] as const)(
		'because of the last administrator is blocked (%s, %s, %s)',
		(kind, code, message) => {
			const item = refusal(TARGET, NAME, failure(kind, code, message));
			expect(item).toMatchObject({ status: 'blocked', code, requestId: 'r', verified: false });
			expect(item.reason).toContain('Give the role to somebody else');
		},
	);

	it.each([
		['PendingRoleAssignmentRequest', 'waiting in PIM'],
		['RoleAssignmentRequestPolicyValidationFailed', 'PIM rule'],
		['ActiveDurationTooShort', 'five minutes'],
	])('by a rule of PIM is blocked and says what to do (%s)', (code, part) => {
		const item = refusal(TARGET, NAME, failure('refused', code, 'No.'));
		expect(item.status).toBe('blocked');
		expect(item.reason).toContain(part);
	});

	it('for a reason nobody knows is failed, and a server error is not taken for a refusal', () => {
		expect(refusal(TARGET, NAME, failure('refused', 'Odd', 'No.')).status).toBe('failed');
		const broken = failure('serverError', 'X', 'The last Global Administrator is unwell.');
		expect(refusal(TARGET, NAME, broken).status).toBe('unknown');
	});
});
