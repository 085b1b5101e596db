import { createHash } from 'node:crypto';
import { ConfidentialClientApplication, type Configuration } from '../vendor/microsoft';
import { certificateOf } from './certificate';
import { CLOUDS } from './clouds';
import { ConnectionError, type GraphConnection } from './connection';
import { ConsentRenewal, type Refused } from './consent';
import { LoginNetwork } from './loginNetwork';
import { fieldsOf, textOf, textsOf } from './read';
import { explainTokenError } from './tokenError';

/** Where the transport gets its bearer token. */
export interface TokenSource {
	token(): Promise<string>;
	/** A new token from Entra, whatever is cached. */
	renew(): Promise<string>;
	/** Goes up with each token from Entra; tells whether one was issued since a request was sent. */
	generation(): number;
	/** A token newer than the one that was answered 403; null when a new one would say the same. See `ConsentRenewal`. */
	renewForConsent(refused: Refused): Promise<string | null>;
	/** The application permissions in the last token (its `roles` claim); null when it can't be read. */
	granted(): readonly string[] | null;
}

/**
 * One MSAL application per connection and process: nodes are made anew for each item and would otherwise each ask for
 * a token. The key is made of every field, secret included, so one tenant's token can't be handed to another.
 */
const sources = new Map<string, MsalTokenSource>();
const MOST_SOURCES = 200;
/** How long before its end a token is not used any more: what MSAL keeps to itself. */
const RENEWED_BEFORE_MS = 300_000;

/** The token source of a connection; shared within the process. */
export function tokenSourceFor(connection: GraphConnection): TokenSource {
	const key = createHash('sha256').update(JSON.stringify(connection)).digest('hex');
	const known = sources.get(key);
	if (known) return known;
	if (sources.size >= MOST_SOURCES) {
		const oldest = sources.keys().next();
		if (!oldest.done) sources.delete(oldest.value);
	}
	const source = new MsalTokenSource(connection);
	sources.set(key, source);
	return source;
}

/**
 * App-only tokens by client secret or certificate.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
class MsalTokenSource implements TokenSource {
	private readonly network: LoginNetwork;
	private application: ConfidentialClientApplication | null = null;
	private claims: ReturnType<typeof fieldsOf> = {};
	private issued = 0;
	/** Asking MSAL for what it has in its cache takes longer than many a request. */
	private kept: { readonly token: string; readonly until: number } | null = null;
	private readonly consent = new ConsentRenewal(this);
	// Requests under way, so that many who need a token at the same moment share one.
	private fetching: Promise<string> | null = null;
	private renewing: Promise<string> | null = null;

	constructor(private readonly connection: GraphConnection) {
		this.network = new LoginNetwork(connection.loginBaseUrl);
	}

	async token(): Promise<string> {
		if (this.renewing) return await this.renewing;
		if (this.kept !== null && Date.now() < this.kept.until) return this.kept.token;
		this.fetching ??= this.acquire(false).finally(() => {
			this.fetching = null;
		});
		return await this.fetching;
	}

	async renew(): Promise<string> {
		this.renewing ??= this.acquire(true).finally(() => {
			this.renewing = null;
		});
		return await this.renewing;
	}

	generation(): number {
		return this.issued;
	}

	async renewForConsent(refused: Refused): Promise<string | null> {
		if (this.renewing) return await this.renewing;
		return await this.consent.newerThan(refused);
	}

	granted(): readonly string[] | null {
		return Array.isArray(this.claims['roles']) ? textsOf(this.claims, 'roles') : null;
	}

	private async acquire(skipCache: boolean): Promise<string> {
		this.kept = null;
		try {
			this.application ??= new ConfidentialClientApplication(
				configurationOf(this.connection, this.network),
			);
			const result = await this.application.acquireTokenByClientCredential({
				scopes: [`${CLOUDS[this.connection.cloud].graph}/.default`],
				skipCache,
			});
			if (!result?.accessToken) throw new Error('no access token in the answer');
			if (!result.fromCache) this.issued += 1;
			this.claims = claimsOf(result.accessToken);
			this.refuseForeignToken();
			const until = (result.expiresOn?.getTime() ?? 0) - RENEWED_BEFORE_MS;
			this.kept = { token: result.accessToken, until };
			return result.accessToken;
		} catch (error) {
			throw this.network.lastFailure ?? explainTokenError(error);
		}
	}

	/** A token of another tenant is never used, however it came about. */
	private refuseForeignToken(): void {
		const issuedFor = textOf(this.claims, 'tid');
		const { tenantId } = this.connection;
		if (issuedFor === null || !/^[0-9a-f-]{36}$/.test(tenantId)) return;
		if (issuedFor.toLowerCase() !== tenantId) {
			throw new ConnectionError(
				'The login host issued a token for another tenant than the connection names. Nothing was sent.',
				'ForeignToken',
			);
		}
	}
}

/** How MSAL signs in with a connection. */
export function configurationOf(connection: GraphConnection, network: LoginNetwork): Configuration {
	const login = new URL(connection.loginBaseUrl);
	// MSAL refuses http authorities; LoginNetwork turns this back for loopback hosts.
	const authorityHost = `https://${login.host}${login.pathname.replace(/\/+$/, '')}`;
	const authority = `${authorityHost}/${connection.tenantId}`;
	const overridden = connection.loginBaseUrl !== CLOUDS[connection.cloud].login;
	return {
		auth: {
			clientId: connection.clientId,
			authority,
			...credentialOf(connection),
			// An overridden host is named by the connection itself; asking it where its token endpoint is adds
			// round trips and no trust, as the path is Microsoft's documented one.
			...(overridden
				? { knownAuthorities: [login.host], authorityMetadata: endpointsOf(authority) }
				: {}),
		},
		system: { networkClient: network },
	};
}

function endpointsOf(authority: string): string {
	return JSON.stringify({
		token_endpoint: `${authority}/oauth2/v2.0/token`,
		authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
		end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
		jwks_uri: `${authority}/discovery/v2.0/keys`,
		issuer: `${authority}/v2.0`,
	});
}

function credentialOf(connection: GraphConnection): Partial<Configuration['auth']> {
	const { credential } = connection;
	if (credential.kind === 'secret') return { clientSecret: credential.clientSecret };
	const certificate = certificateOf(credential.certificate, credential.privateKey);
	return {
		clientCertificate: {
			thumbprintSha256: createHash('sha256').update(certificate.raw).digest('hex'),
			privateKey: credential.privateKey,
			x5c: credential.certificate,
		},
	};
}

/** The payload of a JWT, unverified: Entra vouches for it to Graph, we only read what it grants. */
export function claimsOf(token: string): ReturnType<typeof fieldsOf> {
	const payload = token.split('.')[1];
	if (!payload) return {};
	try {
		return fieldsOf(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
	} catch {
		return {};
	}
}
