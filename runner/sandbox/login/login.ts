import type { LoginContext, LoginRequest } from './login-request';
import { timingSafeEqual } from 'node:crypto';
import type { Answer } from '../http/answer';
import { ok } from '../http/answer';
import type { TenantState } from '../state/tenant';
import { checkAssertion } from './assertion';
import { EntraError, entraErrorAnswer } from './entra-error';
import { answerPage, redeem } from './sign-in';
import { audienceOf } from './tokens';

/**
 * Answers Entra's side: the token endpoint and the two discovery documents MSAL asks for. Their URLs carry the
 * https scheme although the sandbox listens on http, because MSAL refuses an http authority outright.
 */
export function answerLogin(context: LoginContext, request: LoginRequest): Answer {
	const now = new Date();
	const path = request.path.toLowerCase();
	try {
		if (path === '/common/discovery/instance') return ok(instanceDocument(context));
		const [, tenantKey = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(path) ?? [];
		if (rest === '/v2.0/.well-known/openid-configuration') {
			checkTenant(context.tenant, tenantKey);
			return ok(openIdDocument(context));
		}
		if (rest === '/discovery/v2.0/keys') return ok({ keys: context.tokens.publicKeys() });
		if (rest === '/oauth2/v2.0/token' && request.method === 'POST') {
			checkTenant(context.tenant, tenantKey);
			return token(context, request, now);
		}
		const page = request.method === 'GET' ? answerPage(context, request, tenantKey, rest) : null;
		if (page) return page;
		throw new EntraError(
			404,
			'invalid_request',
			900561,
			'The endpoint is not one the sandbox has.',
		);
	} catch (error) {
		if (!(error instanceof EntraError)) throw error;
		return entraErrorAnswer(error, now, request.headers['client-request-id'] ?? null);
	}
}

function checkTenant(tenant: TenantState, key: string): void {
	const known = [tenant.tenantId, ...tenant.domains].map((name) => name.toLowerCase());
	if (known.includes(key)) return;
	throw new EntraError(
		400,
		'invalid_request',
		90002,
		`Tenant '${key}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
	);
}

function token(context: LoginContext, request: LoginRequest, now: Date): Answer {
	const { tenant } = context;
	const form = new URLSearchParams(request.bodyText);
	const isSignIn = form.get('grant_type') === 'authorization_code';
	if (!isSignIn && form.get('grant_type') !== 'client_credentials') {
		throw new EntraError(
			400,
			'unsupported_grant_type',
			70003,
			'The app requested an unsupported grant type.',
		);
	}
	if (form.get('client_id')?.toLowerCase() !== tenant.app.clientId) {
		throw new EntraError(
			400,
			'unauthorized_client',
			700016,
			`Application with identifier '${form.get('client_id') ?? ''}' was not found in the directory '${tenant.displayName}'.`,
		);
	}
	if (form.has('client_assertion')) {
		checkAssertion(tenant, form, request.path, now);
	} else {
		checkSecret(tenant, form.get('client_secret') ?? '');
	}
	if (isSignIn) return ok(redeem(context, form, now));
	checkScope(form.get('scope') ?? '', context);
	return ok({
		token_type: 'Bearer',
		expires_in: tenant.app.tokenLifetimeSeconds,
		ext_expires_in: tenant.app.tokenLifetimeSeconds,
		access_token: context.tokens.issue(now),
	});
}

function checkSecret(tenant: TenantState, secret: string): void {
	const given = Buffer.from(secret);
	const right = Buffer.from(tenant.app.clientSecret);
	if (given.length !== right.length || !timingSafeEqual(given, right)) {
		throw new EntraError(
			401,
			'invalid_client',
			7000215,
			'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, ' +
				`not the client secret ID, for a secret added to app '${tenant.app.clientId}'.`,
		);
	}
	if (tenant.app.secretExpired) {
		throw new EntraError(
			401,
			'invalid_client',
			7000222,
			`The provided client secret keys for app '${tenant.app.clientId}' are expired.`,
		);
	}
}

function checkScope(scope: string, { tenant, host }: LoginContext): void {
	const resources = [audienceOf(tenant), `http://${host}`, `https://${host}`];
	if (
		resources.some(
			(resource) => scope.replace('//.default', '/.default') === `${resource}/.default`,
		)
	)
		return;
	const resource = scope.replace(/\/\.default$/, '');
	throw new EntraError(
		400,
		'invalid_resource',
		500011,
		`The resource principal named ${resource} was not found in the tenant.`,
	);
}

function openIdDocument({ tenant, host }: LoginContext): object {
	const base = `https://${host}/${tenant.tenantId}`;
	return {
		token_endpoint: `${base}/oauth2/v2.0/token`,
		token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
		jwks_uri: `${base}/discovery/v2.0/keys`,
		response_modes_supported: ['query', 'fragment', 'form_post'],
		subject_types_supported: ['pairwise'],
		id_token_signing_alg_values_supported: ['RS256'],
		response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
		scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
		issuer: `${base}/v2.0`,
		authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
		end_session_endpoint: `${base}/oauth2/v2.0/logout`,
		tenant_region_scope: 'EU',
		cloud_instance_name: host,
		msgraph_host: host,
	};
}

function instanceDocument({ tenant, host }: LoginContext): object {
	return {
		tenant_discovery_endpoint: `https://${host}/${tenant.tenantId}/v2.0/.well-known/openid-configuration`,
		'api-version': '1.1',
		metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
	};
}
