import { ConfidentialClientApplication, type INetworkModule } from '@azure/msal-node';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../runner/sandbox';
import { selfSigned } from './certificate';
import { sandboxFor, send } from './client';

/** MSAL insists on https; for the loopback sandbox the same request goes out over http. */
function plainHttp(asked: string[]): INetworkModule {
	const exchange = async (url: string, init: RequestInit) => {
		asked.push(new URL(url).pathname);
		const response = await fetch(url.replace(/^https:/, 'http:'), init);
		return {
			status: response.status,
			headers: Object.fromEntries(response.headers),
			body: (await response.json()) as never,
		};
	};
	return {
		sendGetRequestAsync: (url, options) => exchange(url, { headers: options?.headers ?? {} }),
		sendPostRequestAsync: (url, options) =>
			exchange(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' }),
	};
}

type Secret =
	| { clientSecret: string }
	| { clientCertificate: { thumbprintSha256: string; privateKey: string } };

function clientOf(
	{ connection }: Sandbox,
	secret: Secret,
	asked: string[],
): ConfidentialClientApplication {
	const { host } = new URL(connection.loginBaseUrl);
	return new ConfidentialClientApplication({
		auth: {
			clientId: connection.clientId,
			authority: `https://${host}/${connection.tenantId}`,
			knownAuthorities: [host],
			...secret,
		},
		system: { networkClient: plainHttp(asked) },
	});
}

const SCOPES = { scopes: ['https://graph.microsoft.com/.default'] };

describe('real MSAL', () => {
	test('discovers the endpoints, gets a token with a secret, and Graph takes it', async () => {
		const sandbox = await sandboxFor();
		const asked: string[] = [];
		const client = clientOf(sandbox, { clientSecret: sandbox.connection.clientSecret }, asked);
		const result = await client.acquireTokenByClientCredential(SCOPES);
		expect(asked.some((path) => path.endsWith('/.well-known/openid-configuration'))).toBe(true);
		expect(sandbox.log.map(({ method }) => method)).toEqual(['POST']);
		const answer = await send(
			sandbox.url,
			result?.accessToken ?? null,
			'GET',
			'/v1.0/organization',
		);
		expect(answer.body.value[0]).toMatchObject({ displayName: 'Rehearsal tenant' });
	});

	test('sees the AADSTS number of a wrong secret', async () => {
		const client = clientOf(await sandboxFor(), { clientSecret: 'wrong' }, []);
		await expect(client.acquireTokenByClientCredential(SCOPES)).rejects.toMatchObject({
			errorCode: 'invalid_client',
			errorMessage: expect.stringContaining('AADSTS7000215') as string,
		});
	});

	test('gets a token with a certificate only when the tenant has it registered', async () => {
		const sandbox = await sandboxFor();
		const { certificate, privateKey, thumbprint } = selfSigned();
		const secret = { clientCertificate: { thumbprintSha256: thumbprint, privateKey } };
		await expect(
			clientOf(sandbox, secret, []).acquireTokenByClientCredential(SCOPES),
		).rejects.toMatchObject({
			errorMessage: expect.stringContaining('AADSTS700027') as string,
		});
		sandbox.tenant.app.certificates = [certificate];
		const result = await clientOf(sandbox, secret, []).acquireTokenByClientCredential(SCOPES);
		expect(result?.accessToken.split('.')).toHaveLength(3);
		sandbox.tenant.app.certificates = [selfSigned().certificate];
		await expect(
			clientOf(sandbox, secret, []).acquireTokenByClientCredential(SCOPES),
		).rejects.toMatchObject({
			errorMessage: expect.stringContaining('AADSTS700027') as string,
		});
	});
});
