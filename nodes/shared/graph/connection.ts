import { CLOUDS, isCloudName, type CloudName } from './clouds';
import { isLoopbackHost } from './loopback';

/** How we sign in to one tenant, checked: every field is usable as it stands. */
export interface GraphConnection {
	/** Directory (tenant) id, or one of the tenant's verified domains. */
	readonly tenantId: string;
	readonly clientId: string;
	readonly credential:
		| { readonly kind: 'secret'; readonly clientSecret: string }
		| { readonly kind: 'certificate'; readonly certificate: string; readonly privateKey: string };
	readonly cloud: CloudName;
	/** Scheme and host, no version, no trailing slash. */
	readonly graphBaseUrl: string;
	readonly loginBaseUrl: string;
}

/** The connection itself is unusable: a wrong field, a wrong secret, a tenant that does not exist. One line, for people. */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';

	constructor(
		message: string,
		readonly code: string,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9](-?[a-z0-9])*\.)+[a-z]([a-z0-9-]*[a-z0-9])$/i;
const CLIENT_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Checks a connection file (the shape of the command line's `--connection`) and fills in the cloud's hosts.
 *
 * @param value the parsed JSON: `{tenantId, clientId, clientSecret | certificate + privateKey, cloud?, graphBaseUrl?, loginBaseUrl?}`
 * @throws ConnectionError naming the field and what it should be; it never repeats a secret
 */
export function parseConnection(value: unknown): GraphConnection {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw invalid('The connection is not a JSON object with tenantId, clientId and clientSecret.');
	}
	const fields = value as Record<string, unknown>;
	const tenantId = required(fields, 'tenantId');
	if (!GUID.test(tenantId) && !DOMAIN.test(tenantId)) {
		throw invalid('tenantId is neither a tenant id (a GUID) nor a domain such as contoso.com.');
	}
	const clientId = required(fields, 'clientId');
	if (!CLIENT_ID.test(clientId)) {
		throw invalid('clientId is not the application (client) id of an app registration.');
	}
	const cloud = optional(fields, 'cloud') ?? 'global';
	if (!isCloudName(cloud)) {
		throw invalid(`cloud is not one of ${Object.keys(CLOUDS).join(', ')}.`);
	}
	return {
		tenantId: tenantId.toLowerCase(),
		clientId,
		credential: credentialOf(fields),
		cloud,
		graphBaseUrl: baseUrl(fields, 'graphBaseUrl') ?? CLOUDS[cloud].graph,
		loginBaseUrl: baseUrl(fields, 'loginBaseUrl') ?? CLOUDS[cloud].login,
	};
}

/**
 * Where a reference inside a body (`@odata.id`, `user@odata.bind`) points: Graph of the connection's cloud, because
 * whoever stands in between hands bodies on as they are. On this machine there is nobody behind: the rehearsal itself.
 *
 * @returns scheme and host, no version, no trailing slash
 */
export function referenceBaseOf({ cloud, graphBaseUrl }: GraphConnection): string {
	return isLoopbackHost(new URL(graphBaseUrl).hostname) ? graphBaseUrl : CLOUDS[cloud].graph;
}

/**
 * True for a connection that can't lead to Microsoft 365: plain http is allowed to this machine only, and Microsoft
 * does not answer there. Number and record of a run go by it, whoever plays the tenant.
 */
export function isRehearsal({ graphBaseUrl }: GraphConnection): boolean {
	return graphBaseUrl.startsWith('http:');
}

function credentialOf(fields: Record<string, unknown>): GraphConnection['credential'] {
	const clientSecret = optional(fields, 'clientSecret');
	const certificate = optional(fields, 'certificate');
	const privateKey = optional(fields, 'privateKey');
	if (clientSecret !== null && (certificate !== null || privateKey !== null)) {
		throw invalid('Give either clientSecret, or certificate and privateKey, not both.');
	}
	if (clientSecret !== null) return { kind: 'secret', clientSecret };
	if (certificate === null || privateKey === null) {
		throw invalid('clientSecret is missing, and so is the pair certificate and privateKey.');
	}
	if (!certificate.includes('-----BEGIN CERTIFICATE-----')) {
		throw invalid('certificate is not in PEM form (-----BEGIN CERTIFICATE-----).');
	}
	if (!/-----BEGIN (RSA |EC )?PRIVATE KEY-----/.test(privateKey)) {
		throw invalid('privateKey is not an unencrypted PEM key (-----BEGIN PRIVATE KEY-----).');
	}
	return { kind: 'certificate', certificate, privateKey };
}

function baseUrl(fields: Record<string, unknown>, name: string): string | null {
	const text = optional(fields, name);
	if (text === null) return null;
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url === null || !/^https?:$/.test(url.protocol)) {
		throw invalid(`${name} is not a URL such as https://graph.microsoft.com.`);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw invalid(`${name} holds more than scheme, host and path.`);
	}
	if (/\/(v1\.0|beta)\/*$/i.test(url.pathname)) {
		throw invalid(`${name} ends in a version; leave /v1.0 out.`);
	}
	if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
		throw invalid(
			`${name} is plain http to ${url.host}; use https (http is for this machine only, such as http://127.0.0.1:4010).`,
		);
	}
	return url.origin + url.pathname.replace(/\/+$/, '');
}

function required(fields: Record<string, unknown>, name: string): string {
	const value = optional(fields, name);
	if (value === null) throw invalid(`${name} is missing.`);
	return value;
}

function optional(fields: Record<string, unknown>, name: string): string | null {
	const value = fields[name];
	if (value === undefined || value === null) return null;
	if (typeof value !== 'string') throw invalid(`${name} is not a text.`);
	// Ids and secrets are pasted, and pasting brings blanks and line ends along.
	const text = value.trim();
	return text === '' ? null : text;
}

function invalid(problem: string): ConnectionError {
	return new ConnectionError(`Connection: ${problem}`, 'InvalidConnection');
}
