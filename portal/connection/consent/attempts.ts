import { createHash } from 'node:crypto';
import type { Challenge } from '../../../runner';
import { hashOf, newToken } from '../../accounts/secret-token';
import type { Visitor } from '../../accounts/visitor';
import type { Services } from '../../services';

const MINUTES = 20;

/** A way to Microsoft and back that somebody began. */
export type Attempt =
	| { readonly step: 'consent'; readonly group: string | null }
	| {
			readonly step: 'proof';
			readonly group: string | null;
			readonly tenantId: string;
			readonly challenge: Challenge;
	  };

/** Who is under way: an attempt ends in the session and the organisation in which it began. */
export interface Traveller {
	readonly visitor: Visitor;
	readonly organisationId: string;
}

/** Notes an attempt. @returns the state to send along: only its hash is kept */
export async function beginAttempt(
	{ db, now }: Services,
	{ visitor, organisationId }: Traveller,
	attempt: Attempt,
): Promise<string> {
	const { token, hash } = newToken();
	const at = now();
	const proof = attempt.step === 'proof' ? attempt : null;
	await db.deleteFrom('consent_attempt').where('expires_at', '<', at.toISOString()).execute();
	await db
		.insertInto('consent_attempt')
		.values({
			...{ state_hash: hash, step: attempt.step, session_id: visitor.sessionId },
			...{ organisation_id: organisationId, scope_group: attempt.group },
			tenant_id: proof?.tenantId ?? null,
			nonce: proof?.challenge.nonce ?? null,
			verifier: proof?.challenge.verifier ?? null,
			expires_at: new Date(at.getTime() + MINUTES * 60_000).toISOString(),
		})
		.execute();
	return token;
}

/**
 * Ends an attempt: it can be ended once, by whoever began it. A state of somebody else stays theirs.
 *
 * @returns null when there is none
 */
export async function endAttempt<S extends Attempt['step']>(
	{ db, now }: Services,
	{ visitor, organisationId }: Traveller,
	step: S,
	state: string,
): Promise<Extract<Attempt, { step: S }> | null> {
	const row = await db
		.deleteFrom('consent_attempt')
		.where('state_hash', '=', hashOf(state))
		.where('step', '=', step)
		.where('session_id', '=', visitor.sessionId)
		.where('organisation_id', '=', organisationId)
		.where('expires_at', '>', now().toISOString())
		.returning(['scope_group', 'tenant_id', 'nonce', 'verifier'])
		.executeTakeFirst();
	if (!row) return null;
	const { scope_group: group, tenant_id: tenantId, nonce, verifier } = row;
	const attempt: Attempt =
		tenantId !== null && nonce !== null && verifier !== null
			? { step: 'proof', group, tenantId, challenge: { nonce, verifier } }
			: { step: 'consent', group };
	return attempt as Extract<Attempt, { step: S }>;
}

/** A nonce and a verifier that nobody can guess, and what is sent of the verifier. */
export function newChallenge(): Challenge & { readonly sent: string } {
	const verifier = newToken().token;
	const sent = createHash('sha256').update(verifier).digest('base64url');
	return { nonce: newToken().token, verifier, sent };
}
