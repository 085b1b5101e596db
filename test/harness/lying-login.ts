import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

/** Ways in which the token of a sign-in is not what it should be. */
export type TokenLie =
	| 'signed by somebody else'
	| 'not signed'
	| 'signed with the public key as a secret'
	| 'changed after it was signed'
	| 'for another app'
	| 'from another issuer'
	| 'with another nonce'
	| 'expired';

/** Stands before a simulated login host: signs its ID tokens with keys of its own, honestly unless told to lie. */
export interface LyingLogin {
	readonly url: string;
	lie: TokenLie | null;
	close(): void;
}

export async function startLyingLogin(target: string): Promise<LyingLogin> {
	const [own, foreign] = await Promise.all([
		generateKeyPair('RS256', { extractable: true }),
		generateKeyPair('RS256'),
	]);
	const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => {
			response.writeHead(500).end(String(error));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const login: LyingLogin = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		lie: null,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const path = request.url ?? '/';
		if (path === '/common/discovery/v2.0/keys') return json(response, 200, { keys: [jwk] });
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const { method = 'GET', headers } = request;
		const type = headers['content-type'];
		const got = await fetch(target + path, {
			...{ method, redirect: 'manual', headers: type ? { 'content-type': type } : {} },
			...(method === 'POST' ? { body } : {}),
		});
		const text = await got.text();
		const location = got.headers.get('location');
		if (location !== null) return void response.writeHead(got.status, { location }).end();
		if (!text.includes('"id_token"')) {
			const kind = got.headers.get('content-type') ?? 'text/plain';
			return void response.writeHead(got.status, { 'content-type': kind }).end(text);
		}
		const tokens = JSON.parse(text) as { id_token: string };
		json(response, got.status, { ...tokens, id_token: await signed(decodeJwt(tokens.id_token)) });
	}

	async function signed(claims: JWTPayload): Promise<string> {
		const { lie } = login;
		const now = Math.floor(Date.now() / 1_000);
		const issuer = `${login.url}/${String(claims['tid'])}/v2.0`;
		const said: JWTPayload = {
			...{ ...claims, iss: lie === 'from another issuer' ? 'https://evil.example' : issuer },
			...(lie === 'for another app' ? { aud: 'another' } : {}),
			...(lie === 'with another nonce' ? { nonce: 'another' } : {}),
			...(lie === 'expired' ? { iat: now - 7_200, nbf: now - 7_200, exp: now - 3_600 } : {}),
		};
		const with_ = (alg: string) => new SignJWT(said).setProtectedHeader({ alg, kid: 'one' });
		if (lie === 'signed with the public key as a secret') {
			return await with_('HS256').sign(Buffer.from(JSON.stringify(jwk)));
		}
		const key = lie === 'signed by somebody else' ? foreign : own;
		const token = await with_('RS256').sign(key.privateKey);
		const [head, , signature] = token.split('.');
		const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
		if (lie === 'changed after it was signed') {
			return `${head}.${encode({ ...said, name: 'Somebody else' })}.${signature}`;
		}
		return lie === 'not signed' ? `${encode({ alg: 'none' })}.${encode(said)}.` : token;
	}
	return login;
}

function json(response: ServerResponse, status: number, value: object): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
