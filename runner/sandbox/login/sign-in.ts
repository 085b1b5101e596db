import { createHash, randomBytes } from 'node:crypto';
import { isLoopbackHost } from '../../../nodes/shared/graph/loopback';
import type { Answer } from '../http/answer';
import type { UserRecord } from '../state/directory';
import type { TenantState } from '../state/tenant';
import { EntraError } from './entra-error';
import type { LoginContext, LoginRequest } from './login-request';
import { consentPage, signInPage } from './pages';

/*
 * What a browser is shown at the login host: the consent of an admin and a sign-in, both without a password, and both
 * as pages that say that they are simulated.
 */

/** A page of the login, or the redirect that ends it; null for any other path. */
export function answerPage(
	context: LoginContext,
	{ queryText, path }: LoginRequest,
	tenantKey: string,
	rest: string,
): Answer | null {
	const isConsent = rest === '/v2.0/adminconsent';
	if (!isConsent && rest !== '/oauth2/v2.0/authorize') return null;
	const query = new URLSearchParams(queryText);
	const back = backAddress(query);
	checkClient(context.tenant, tenantKey, query);
	if (isConsent) return consent(context.tenant, query, back, path);
	return signIn(context, query, back, path);
}

function consent(tenant: TenantState, query: URLSearchParams, back: URL, path: string): Answer {
	const decision = query.get('decision');
	if (decision === null) return page(consentPage(tenant, addressWith(path, query)));
	back.searchParams.set('state', query.get('state') ?? '');
	if (decision === 'accept') {
		back.searchParams.set('tenant', tenant.tenantId);
		back.searchParams.set('admin_consent', 'True');
		back.searchParams.set('scope', query.get('scope') ?? '');
	} else {
		back.searchParams.set('error', 'access_denied');
		back.searchParams.set('error_subcode', 'cancel');
		back.searchParams.set(
			'error_description',
			'AADSTS65004: User declined to consent to access the app.',
		);
	}
	return redirect(back);
}

function signIn({ tenant, tokens }: LoginContext, query: URLSearchParams, back: URL, path: string) {
	const person = tenant.users.find(({ profile }) => profile.id === query.get('as'));
	if (!person) return page(signInPage(tenant, choicesIn(tenant), addressWith(path, query)));
	if (query.get('code_challenge_method') !== 'S256') {
		throw new EntraError(
			400,
			'invalid_request',
			9002325,
			'Proof Key for Code Exchange is required.',
		);
	}
	const code = randomBytes(24).toString('base64url');
	tokens.codes.set(code, {
		objectId: person.profile.id,
		name: person.profile.displayName ?? '',
		nonce: query.get('nonce') ?? '',
		challenge: query.get('code_challenge') ?? '',
		redirectUri: query.get('redirect_uri') ?? '',
	});
	back.searchParams.set('code', code);
	back.searchParams.set('state', query.get('state') ?? '');
	return redirect(back);
}

/** The answer of the token endpoint to a code. A code works once. */
export function redeem(
	{ tenant, tokens, host }: LoginContext,
	form: URLSearchParams,
	now: Date,
): object {
	const code = form.get('code') ?? '';
	const asked = tokens.codes.get(code);
	tokens.codes.delete(code);
	const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
	const isRight =
		asked !== undefined &&
		asked.challenge === verifier.digest('base64url') &&
		asked.redirectUri === form.get('redirect_uri');
	if (!isRight) {
		throw new EntraError(
			400,
			'invalid_grant',
			70000,
			'The provided authorization code is invalid.',
		);
	}
	const seconds = Math.floor(now.getTime() / 1_000);
	const claims = {
		...{ aud: tenant.app.clientId, iss: `http://${host}/${tenant.tenantId}/v2.0` },
		...{ iat: seconds, nbf: seconds, exp: seconds + 3_600, ver: '2.0', nonce: asked.nonce },
		...{ tid: tenant.tenantId, oid: asked.objectId, sub: asked.objectId, name: asked.name },
	};
	return {
		...{ token_type: 'Bearer', scope: 'openid profile', expires_in: 3_600 },
		...{ access_token: tokens.issue(now), id_token: tokens.idToken(claims) },
	};
}

function checkClient(tenant: TenantState, tenantKey: string, query: URLSearchParams): void {
	const names = ['organizations', 'common', tenant.tenantId, ...tenant.domains];
	if (!names.some((name) => name.toLowerCase() === tenantKey)) {
		throw new EntraError(400, 'invalid_request', 90002, `Tenant '${tenantKey}' not found.`);
	}
	if (query.get('client_id')?.toLowerCase() === tenant.app.clientId) return;
	throw new EntraError(400, 'unauthorized_client', 700016, 'The application was not found.');
}

/** Only this machine: a page of the sandbox sends nobody anywhere else. */
function backAddress(query: URLSearchParams): URL {
	const text = query.get('redirect_uri') ?? '';
	if (URL.canParse(text) && isLoopbackHost(new URL(text).hostname)) return new URL(text);
	throw new EntraError(
		400,
		'invalid_request',
		50011,
		'The redirect URI is not one of this machine.',
	);
}

/** Administrators first, then somebody who is none. */
function choicesIn(tenant: TenantState): readonly UserRecord[] {
	const ids = new Set(tenant.roleAssignments.map(({ principalId }) => principalId));
	const admins = tenant.users.filter(({ profile }) => ids.has(profile.id));
	const others = tenant.users.filter(({ profile }) => !ids.has(profile.id));
	return [...admins, ...others.slice(0, 3)];
}

const addressWith =
	(path: string, query: URLSearchParams) =>
	(name: string, value: string): string => {
		const more = new URLSearchParams(query);
		more.set(name, value);
		return `${path}?${more.toString()}`;
	};

const page = (html: string): Answer => ({
	status: 200,
	headers: { 'Content-Type': 'text/html; charset=utf-8' },
	html,
});

const redirect = (back: URL): Answer => ({ status: 302, headers: { Location: back.href } });
