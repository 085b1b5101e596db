import {
	ConnectionError,
	createGraphClient,
	graphPath,
	textOf,
	type GraphConnection,
} from '../../nodes/shared/graph';
import { CLOUDS } from '../../nodes/shared/graph/clouds';
import { redeemCode } from '../../nodes/shared/graph/signInCode';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';
import { CONSUMERS, GUID, IdTokens, type SignedInPerson } from './id-token';

/** The app registration that tenants are asked to let in: a connection that names no tenant yet. */
export type ConsentApp = Omit<GraphConnection, 'tenantId'>;

/** What has to come back from Microsoft as it was sent. */
export interface Challenge {
	readonly nonce: string;
	/** PKCE: whoever catches the code in between can't redeem it. */
	readonly verifier: string;
}

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

/** The keys of each login host are read once, and anew when an unknown one signs. */
const hosts = new Map<string, IdTokens>();

function tokensOf(loginBaseUrl: string): IdTokens {
	const known = hosts.get(loginBaseUrl) ?? new IdTokens(loginBaseUrl);
	hosts.set(loginBaseUrl, known);
	return known;
}

/**
 * Redeems the code of a sign-in, and verifies what comes back: by whom it is signed, for whom it is, and about whom.
 *
 * @throws ConnectionError when the code is refused or the answer is not about a person of this tenant
 */
export async function personOfCode(
	app: ConsentApp,
	tenantId: string,
	answer: { readonly code: string; readonly redirectUri: string },
	{ nonce, verifier }: Challenge,
): Promise<SignedInPerson> {
	const connection = { ...app, tenantId };
	const token = await redeemCode(connection, { ...answer, nonce, codeVerifier: verifier });
	const person = await tokensOf(app.loginBaseUrl)
		.personOf(token, app.clientId, nonce)
		.catch((error: unknown) => {
			throw new ConnectionError('Microsoft’s answer could not be believed.', 'UnbelievedToken', {
				cause: error,
			});
		});
	if (person.tenantId === tenantId) return person;
	throw new ConnectionError(
		'You signed in to another tenant than the one that let the app in.',
		'OtherTenant',
	);
}

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
