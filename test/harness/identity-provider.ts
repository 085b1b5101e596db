import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { Browser } from './portal';

/** Ways in which an answer is not what it should be. */
export type Lie =
	| 'wrong key'
	| 'wrong issuer'
	| 'issuer of another cloud'
	| 'wrong audience'
	| 'wrong nonce'
	| 'no nonce'
	| 'personal account'
	| 'tenant is no GUID'
	| 'object is no GUID'
	| 'expired'
	| 'not signed';

/** Who is signed in there. */
export interface Person {
	readonly tid: string;
	readonly oid: string;
	readonly name: string;
	/** Claimed, and worth nothing. */
	readonly email?: string;
}

const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** An Entra on this machine: authorize, token and keys, as an OpenID provider answers; and it can lie. */
export class IdentityProvider {
	readonly clientId = randomUUID();
	readonly clientSecret = 'the secret of the app';
	/** The queries with which browsers came. */
	readonly asked: URLSearchParams[] = [];
	lie: Lie | null = null;
	person: Person = { tid: randomUUID(), oid: randomUUID(), name: 'Megan Bowen' };
	#url = '';
	readonly #codes = new Map<string, URLSearchParams>();
	readonly #server = createServer((request, response) => {
		this.#answer(request, response).catch((error: unknown) => {
			response.writeHead(500).end(String(error));
		});
	});
	readonly #keys = Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);

	static async start(): Promise<IdentityProvider> {
		const provider = new IdentityProvider();
		await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
		provider.#url = `http://127.0.0.1:${(provider.#server.address() as AddressInfo).port}`;
		return provider;
	}

	/** What a portal is told of it. */
	get environment(): NodeJS.ProcessEnv {
		return {
			OFFBOARDIQ_MICROSOFT_CLIENT_ID: this.clientId,
			OFFBOARDIQ_MICROSOFT_CLIENT_SECRET: this.clientSecret,
			OFFBOARDIQ_MICROSOFT_LOGIN_URL: this.#url,
		};
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	/** What a person does there: signs in. @returns the path of the portal they are sent back to */
	async signIn(address: string | null): Promise<string> {
		const answer = await fetch(address ?? '', { redirect: 'manual' });
		const back = new URL(answer.headers.get('location') ?? `http://none/${await answer.text()}`);
		return `${back.pathname}${back.search}`;
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', this.#url);
		if (url.pathname === '/organizations/oauth2/v2.0/authorize')
			return this.#authorize(url, response);
		if (url.pathname === '/common/discovery/v2.0/keys')
			return json(response, { keys: [await this.#jwk()] });
		if (url.pathname === '/organizations/oauth2/v2.0/token') {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			return await this.#token(new URLSearchParams(Buffer.concat(chunks).toString()), response);
		}
		response.writeHead(404).end(url.pathname);
	}

	async #jwk(): Promise<JWK> {
		const [{ publicKey }] = await this.#keys;
		return { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
	}

	#authorize(url: URL, response: ServerResponse): void {
		const query = url.searchParams;
		this.asked.push(query);
		const code = randomUUID();
		this.#codes.set(code, query);
		const back = new URL(query.get('redirect_uri') ?? '');
		back.searchParams.set('code', code);
		back.searchParams.set('state', query.get('state') ?? '');
		response.writeHead(302, { location: back.href }).end();
	}

	async #token(form: URLSearchParams, response: ServerResponse): Promise<void> {
		const asked = this.#codes.get(form.get('code') ?? '');
		this.#codes.delete(form.get('code') ?? '');
		const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
		const isRight =
			asked?.get('code_challenge') === verifier.digest('base64url') &&
			asked.get('code_challenge_method') === 'S256' &&
			form.get('client_secret') === this.clientSecret &&
			form.get('redirect_uri') === asked.get('redirect_uri');
		if (!isRight)
			return json(response, { error: 'invalid_grant', error_description: 'AADSTS70000' }, 400);
		json(response, {
			...{ token_type: 'Bearer', scope: 'openid profile', expires_in: 3600, access_token: 'none' },
			id_token: await this.#idToken(asked.get('nonce')),
		});
	}

	async #idToken(nonce: string | null): Promise<string> {
		const { lie } = this;
		const { tid: own, oid, ...names } = this.person;
		const tid =
			lie === 'personal account' ? CONSUMERS : lie === 'tenant is no GUID' ? 'common' : own;
		const issuer =
			lie === 'wrong issuer'
				? `${this.#url}/${randomUUID()}/v2.0`
				: lie === 'issuer of another cloud'
					? `https://login.partner.microsoftonline.cn/${tid}/v2.0`
					: `${this.#url}/${tid}/v2.0`;
		const claims = {
			...names,
			...{ tid, oid: lie === 'object is no GUID' ? 'admin' : oid, ver: '2.0', sub: oid },
			...(lie === 'no nonce' ? {} : { nonce: lie === 'wrong nonce' ? 'another' : nonce }),
		};
		const [right, wrong] = await this.#keys;
		const seconds = Math.floor(Date.now() / 1_000) - (lie === 'expired' ? 7_200 : 0);
		const token = await new SignJWT(claims)
			.setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
			.setIssuer(issuer)
			.setAudience(lie === 'wrong audience' ? randomUUID() : this.clientId)
			.setIssuedAt(seconds)
			.setExpirationTime(seconds + 3_600)
			.sign(lie === 'wrong key' ? wrong.privateKey : right.privateKey);
		if (lie !== 'not signed') return token;
		const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
		return `${none}.${token.split('.')[1]}.`;
	}
}

function json(response: ServerResponse, body: object, status = 200): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Goes to Microsoft and comes back, as a browser does. */
export async function viaMicrosoft(
	provider: IdentityProvider,
	browser: Browser,
	form: Record<string, string> = {},
	path = '/auth/microsoft',
) {
	const there = await browser.post(path, form);
	return await browser.get(await provider.signIn(there.location));
}
