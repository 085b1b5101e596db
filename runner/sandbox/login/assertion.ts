import { createHash, createVerify, constants, X509Certificate } from 'node:crypto';
import type { TenantState } from '../state/tenant';
import { EntraError } from './entra-error';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

interface Jwt {
	readonly header: Record<string, unknown>;
	readonly claims: Record<string, unknown>;
	readonly signed: string;
	readonly signature: Buffer;
}

/**
 * Accepts a client assertion only when a certificate registered in the tenant verifies it.
 * @param audience - the token endpoint's path; the assertion's `aud` must be a URL that ends with it.
 * @throws EntraError AADSTS700027 (signature, unknown certificate), 700021/700024 (times), 50027 (not a JWT).
 */
export function checkAssertion(
	tenant: TenantState,
	form: URLSearchParams,
	audience: string,
	now: Date,
): void {
	if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
		throw new EntraError(
			400,
			'invalid_request',
			900144,
			"The request body must contain 'client_assertion_type'.",
		);
	}
	const jwt = parse(form.get('client_assertion') ?? '');
	const certificate = tenant.app.certificates
		.map((pem) => new X509Certificate(pem))
		.find((candidate) => isNamed(candidate, jwt.header));
	if (!certificate || !isSigned(certificate, jwt)) {
		throw new EntraError(
			401,
			'invalid_client',
			700027,
			'The certificate with identifier used to sign the client assertion is not registered on application.',
		);
	}
	checkClaims(jwt.claims, tenant.app.clientId, audience, now);
}

function parse(text: string): Jwt {
	const [head = '', body = '', signature = ''] = text.split('.');
	const read = (part: string): Record<string, unknown> =>
		JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
	try {
		return {
			header: read(head),
			claims: read(body),
			signed: `${head}.${body}`,
			signature: Buffer.from(signature, 'base64url'),
		};
	} catch (cause) {
		const error = new EntraError(400, 'invalid_request', 50027, 'Invalid JWT token.');
		error.cause = cause;
		throw error;
	}
}

/** An assertion names its certificate by SHA-1 (`x5t`) or SHA-256 (`x5t#S256`) thumbprint. */
function isNamed(certificate: X509Certificate, header: Record<string, unknown>): boolean {
	const thumbprint = (algorithm: string): string =>
		createHash(algorithm).update(certificate.raw).digest('base64url');
	return header['x5t#S256'] === thumbprint('sha256') || header['x5t'] === thumbprint('sha1');
}

function isSigned(certificate: X509Certificate, jwt: Jwt): boolean {
	if (jwt.header['alg'] !== 'PS256' && jwt.header['alg'] !== 'RS256') return false;
	const pss = jwt.header['alg'] === 'PS256';
	return createVerify('sha256')
		.update(jwt.signed)
		.verify(
			pss
				? {
						key: certificate.publicKey,
						padding: constants.RSA_PKCS1_PSS_PADDING,
						saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
					}
				: certificate.publicKey,
			jwt.signature,
		);
}

function checkClaims(
	claims: Record<string, unknown>,
	clientId: string,
	audience: string,
	now: Date,
): void {
	const seconds = now.getTime() / 1000;
	const { exp, nbf, aud, iss, sub } = claims;
	if (iss !== clientId || sub !== clientId) {
		throw new EntraError(
			400,
			'invalid_client',
			700021,
			"The client assertion's issuer is not the client.",
		);
	}
	if (typeof aud !== 'string' || !aud.toLowerCase().endsWith(audience.toLowerCase())) {
		throw new EntraError(
			401,
			'invalid_client',
			700023,
			'Client assertion audience claim does not match Realm issuer.',
		);
	}
	if (Number(exp) < seconds - 300 || Number(nbf ?? 0) > seconds + 300) {
		throw new EntraError(
			401,
			'invalid_client',
			700024,
			'Client assertion is not within its valid time range.',
		);
	}
}
