import {
	ConnectionError,
	createGraphClient,
	graphPath,
	textOf,
	type Fields,
	type GraphConnection,
} from '../../nodes/shared/graph';
import { CLOUDS } from '../../nodes/shared/graph/clouds';
import { redeemCode } from '../../nodes/shared/graph/signInCode';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';

/** The app registration that tenants are asked to let in: a connection that names no tenant yet. */
export type ConsentApp = Omit<GraphConnection, 'tenantId'>;

/** What has to come back from Microsoft as it was sent. */
export interface Challenge {
	readonly nonce: string;
	/** PKCE: whoever catches the code in between can't redeem it. */
	readonly verifier: string;
}

/** Somebody who signed in at Microsoft. The name is for people; nothing is decided by it. */
export interface SignedInPerson {
	readonly tenantId: string;
	readonly objectId: string;
	readonly name: string;
}

/** Personal accounts all have this tenant: anybody can have one. */
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whoever may let an app in to all of a tenant, by the template of the role. */
const MAY_CONSENT = new Set([
	// Global Administrator
	'62e90394-69f5-4237-9190-012177145e10',
	// Privileged Role Administrator
	'e8611ab8-c189-46e8-94e1-60213ab1f814',
]);

/** A text that can be the id of a tenant at work or school, in lower case; null for any other. */
export function workTenantId(text: string): string | null {
	const id = text.trim().toLowerCase();
	return GUID.test(id) && id !== CONSUMERS ? id : null;
}

/**
 * Where an admin lets the app in.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function consentAddress(app: ConsentApp, redirectUri: string, state: string): string {
	const query = new URLSearchParams({
		...{ client_id: app.clientId, redirect_uri: redirectUri, state },
		scope: `${CLOUDS[app.cloud].graph}/.default`,
	});
	return `${app.loginBaseUrl}/organizations/v2.0/adminconsent?${query.toString()}`;
}

/**
 * Where somebody shows who they are in a tenant.
 *
 * @param challenge SHA-256 of the verifier, base64url
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function proofAddress(
	app: ConsentApp,
	tenantId: string,
	asked: { readonly redirectUri: string; readonly state: string; readonly nonce: string },
	challenge: string,
): string {
	const query = new URLSearchParams({
		...{ client_id: app.clientId, redirect_uri: asked.redirectUri, state: asked.state },
		...{ response_type: 'code', response_mode: 'query', scope: 'openid profile' },
		...{ nonce: asked.nonce, code_challenge: challenge, code_challenge_method: 'S256' },
	});
	return `${app.loginBaseUrl}/${tenantId}/oauth2/v2.0/authorize?${query.toString()}`;
}

/**
 * Redeems the code of a sign-in. The token comes from the login host itself over TLS, so it is the host that vouches
 * for it; whom it is for and about is checked.
 *
 * @throws ConnectionError when the code is refused or the answer is not about a person of this tenant
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function personOfCode(
	app: ConsentApp,
	tenantId: string,
	answer: { readonly code: string; readonly redirectUri: string },
	{ nonce, verifier }: Challenge,
): Promise<SignedInPerson> {
	const connection = { ...app, tenantId };
	const claims = await redeemCode(connection, { ...answer, nonce, codeVerifier: verifier });
	const [tid, oid] = [lower(claims, 'tid'), lower(claims, 'oid')];
	const isOurs =
		textOf(claims, 'aud')?.toLowerCase() === app.clientId.toLowerCase() &&
		textOf(claims, 'nonce') === nonce &&
		lower(claims, 'iss') === `${app.loginBaseUrl}/${tid}/v2.0`.toLowerCase() &&
		Number(claims['exp']) * 1_000 > Date.now() - 300_000;
	if (!isOurs || !GUID.test(tid) || !GUID.test(oid)) {
		throw new ConnectionError('Microsoft’s answer could not be believed.', 'UnbelievedToken');
	}
	if (tid !== tenantId) {
		throw new ConnectionError(
			'You signed in to another tenant than the one that let the app in.',
			'OtherTenant',
		);
	}
	return { tenantId: tid, objectId: oid, name: textOf(claims, 'name') ?? '' };
}

const lower = (claims: Fields, name: string): string => (textOf(claims, name) ?? '').toLowerCase();

/**
 * Whether somebody holds a role now that may let an app in to all of the tenant, through groups too. Needs
 * Directory.Read.All. Reads only.
 *
 * @throws ConnectionError, GraphFailure when the tenant does not say
 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof
 */
export async function mayConsent(connection: GraphConnection, objectId: string): Promise<boolean> {
	const graph = createGraphClient(connection, { readOnly: true });
	const roles = await graph.list({
		method: 'GET',
		list: true,
		path: graphPath`/users/${objectId}/transitiveMemberOf/microsoft.graph.directoryRole`,
		query: { $select: 'id,displayName,roleTemplateId' },
		effect: 'read',
		permissions: PERMISSIONS.readMemberships,
	});
	return roles.some((role) => MAY_CONSENT.has(textOf(role, 'roleTemplateId')?.toLowerCase() ?? ''));
}
