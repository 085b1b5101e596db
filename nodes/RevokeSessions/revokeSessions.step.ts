import { fieldsOf, flagOf, graphPath, type GraphRequest } from '../shared/graph';
import { failureWithoutAnswer } from '../shared/graph/failure';
import { hasMovedOn, isExternal } from '../shared/holdings/people';
import { done, fromFailure, planned, skipped, type Target } from '../shared/step/items';
import { PERMISSIONS } from '../shared/step/permissions';
import { writeAndReadBack } from '../shared/step/readBack';
import type { Step, StepContext, StepResult } from '../shared/step/step';

const TARGET: Target = { target: 'Refresh tokens and sessions' };

/**
 * What revoking does not do; printed wherever "revoked" is, so that nobody reads more into it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime 60 to 90 minutes, at random
 */
const RESIDUE =
	'Access tokens that were already issued live up to 90 minutes by default where an app does not support continuous access evaluation.';

/** @see https://learn.microsoft.com/graph/api/user-revokesigninsessions */
const EXTERNAL =
	'Nothing to do: the person signs in through another tenant, and revoking does not reach the sessions of that home tenant.';

const NOT_REVOKED =
	'Entra took the request and answered that the sessions were not revoked. Run this step again.';

/**
 * Step 3: invalidates every refresh token and session cookie that Entra issued, and reads the new valid-from time back.
 *
 * After steps 1 and 2, so that no new token can be minted in between. Effect class repeatable. Permission
 * User.RevokeSessions.All.
 * @see https://learn.microsoft.com/graph/api/user-revokesigninsessions
 */
export const revokeSessions: Step<object> = { key: 'revokeSessions', run: revoke };

async function revoke(context: StepContext): Promise<StepResult> {
	const { graph, employee, dryRun, verifyForMs } = context;
	if (isExternal(employee)) return { items: [skipped(TARGET, EXTERNAL)], summary: EXTERNAL };
	const read = readValidFrom(employee.id);
	if (dryRun) {
		await graph.send(read);
		const reason = 'Every sign-in session would be revoked.';
		return { items: [planned(TARGET, reason)], summary: reason };
	}
	const request = revokeAll(employee.id);
	const result = await writeAndReadBack(
		graph,
		read,
		request,
		(after, before) => hasMovedOn('signInSessionsValidFromDateTime', after, before),
		verifyForMs,
	);
	if (!result.ok) {
		const item = fromFailure(TARGET, result.failure, result.at);
		return { items: [item], summary: 'Sessions could not be revoked.' };
	}
	if (flagOf(fieldsOf(result.write.body), 'value') === false) {
		const failure = failureWithoutAnswer({
			kind: 'refused',
			code: 'NotRevoked',
			message: NOT_REVOKED,
		});
		return { items: [fromFailure(TARGET, failure)], summary: NOT_REVOKED };
	}
	const reason = result.note === null ? RESIDUE : `${result.note} ${RESIDUE}`;
	return {
		items: [done(TARGET, result.write, result.seenAt, reason)],
		summary:
			result.seenAt === null
				? 'Revoking every sign-in session was accepted.'
				: 'Every sign-in session is revoked.',
	};
}

function readValidFrom(id: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${id}`,
		query: { $select: 'id,signInSessionsValidFromDateTime' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

function revokeAll(id: string): GraphRequest {
	return {
		method: 'POST',
		path: graphPath`/users/${id}/revokeSignInSessions`,
		expects: 'confirmed',
		effect: 'repeatable',
		permissions: PERMISSIONS.revokeSessions,
	};
}
