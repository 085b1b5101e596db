import { describe, expect, test } from 'vitest';
import { ConnectionError, parseConnection } from '../../../../nodes/shared/graph';
import { selfSigned } from '../../../runner/sandbox/certificate';

const SECRET = 'ab~Q8secret-value';
const TENANT = '3D1F9A6E-0000-4000-8000-00000000ABCD';
const good = { tenantId: TENANT, clientId: 'my-client', clientSecret: SECRET };

function problem(value: unknown): string {
	try {
		parseConnection(value);
	} catch (error) {
		expect(error).toBeInstanceOf(ConnectionError);
		expect((error as ConnectionError).code).toBe('InvalidConnection');
		return (error as ConnectionError).message;
	}
	return 'no problem';
}

describe('a usable connection', () => {
	test('gets the hosts of its cloud', () => {
		expect(parseConnection(good)).toEqual({
			tenantId: TENANT.toLowerCase(),
			clientId: 'my-client',
			credential: { kind: 'secret', clientSecret: SECRET },
			cloud: 'global',
			graphBaseUrl: 'https://graph.microsoft.com',
			loginBaseUrl: 'https://login.microsoftonline.com',
		});
		expect(parseConnection({ ...good, cloud: 'china' })).toMatchObject({
			graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn',
			loginBaseUrl: 'https://login.chinacloudapi.cn',
		});
	});

	test('loses the blanks and line ends that pasting brings along', () => {
		const pasted = {
			tenantId: ` ${TENANT}\n`,
			clientId: '\tmy-client ',
			clientSecret: `${SECRET}\r\n`,
		};
		expect(parseConnection(pasted)).toEqual(parseConnection(good));
	});

	test('may name the tenant by a domain', () => {
		const { tenantId } = parseConnection({ ...good, tenantId: 'Contoso.OnMicrosoft.com' });
		expect(tenantId).toBe('contoso.onmicrosoft.com');
	});

	test.each([
		['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
		['http://localhost:4010', 'http://localhost:4010'],
		['http://[::1]:4010//', 'http://[::1]:4010'],
		['https://GRAPH.microsoft.com:443/', 'https://graph.microsoft.com'],
		['https://proxy.example/graph///', 'https://proxy.example/graph'],
	])('takes %s as %s', (given, used) => {
		expect(parseConnection({ ...good, graphBaseUrl: given }).graphBaseUrl).toBe(used);
	});

	test('may hold a certificate with its key', () => {
		const { certificate, privateKey } = selfSigned();
		const { credential } = parseConnection({
			...good,
			clientSecret: undefined,
			certificate,
			privateKey,
		});
		expect(credential).toEqual({
			kind: 'certificate',
			certificate: certificate.trim(),
			privateKey: privateKey.trim(),
		});
	});
});

describe('an unusable connection is told by its field', () => {
	test.each([null, undefined, 'text', 7, [good]])('%j is no connection', (value) => {
		expect(problem(value)).toContain('not a JSON object');
	});

	test.each([
		[{ tenantId: undefined }, 'tenantId is missing'],
		[{ tenantId: '  ' }, 'tenantId is missing'],
		[{ tenantId: 'common' }, 'tenantId is neither'],
		[{ tenantId: '../contoso.com' }, 'tenantId is neither'],
		[{ tenantId: 'contoso.com/evil' }, 'tenantId is neither'],
		[{ tenantId: 12 }, 'tenantId is not a text'],
		[{ clientId: null }, 'clientId is missing'],
		[{ clientId: 'a b' }, 'clientId is not the application'],
		[{ clientId: 'x'.repeat(129) }, 'clientId is not the application'],
		[{ cloud: 'germany' }, 'cloud is not one of global, usgov, dod, china'],
		[{ cloud: 'toString' }, 'cloud is not one of'],
		[{ clientSecret: { value: SECRET } }, 'clientSecret is not a text'],
		[{ clientSecret: undefined }, 'clientSecret is missing, and so is the pair'],
		[{ certificate: 'x' }, 'either clientSecret, or certificate and privateKey, not both'],
		[{ privateKey: 'x' }, 'either clientSecret, or certificate and privateKey, not both'],
		[{ graphBaseUrl: 'graph.microsoft.com' }, 'graphBaseUrl is not a URL'],
		[{ graphBaseUrl: 'ftp://graph.microsoft.com' }, 'graphBaseUrl is not a URL'],
		[{ graphBaseUrl: 'https://user:pw@graph.microsoft.com' }, 'graphBaseUrl holds more'],
		[{ graphBaseUrl: 'https://graph.microsoft.com?x=1' }, 'graphBaseUrl holds more'],
		[{ graphBaseUrl: 'https://graph.microsoft.com/#x' }, 'graphBaseUrl holds more'],
		[{ graphBaseUrl: 'https://graph.microsoft.com/v1.0' }, 'graphBaseUrl ends in a version'],
		[{ graphBaseUrl: 'https://graph.microsoft.com/beta/' }, 'graphBaseUrl ends in a version'],
		[{ graphBaseUrl: 'https://graph.microsoft.com/V1.0//' }, 'graphBaseUrl ends in a version'],
		[
			{ graphBaseUrl: 'http://graph.microsoft.com' },
			'graphBaseUrl is plain http to graph.microsoft.com',
		],
		[{ loginBaseUrl: 'http://10.0.0.1:4010' }, 'loginBaseUrl is plain http to 10.0.0.1:4010'],
		[{ loginBaseUrl: 'http://127.0.0.1.evil.example' }, 'loginBaseUrl is plain http'],
		[{ loginBaseUrl: 'http://localhost.evil.example' }, 'loginBaseUrl is plain http'],
	])('%j: %s', (change, said) => {
		const message = problem({ ...good, ...change });
		expect(message).toContain(said);
		expect(message).toMatch(/^Connection: .*\.$/);
		expect(message).not.toContain(SECRET);
		expect(message).not.toContain('user:pw');
	});

	test.each([
		[{ certificate: '-----BEGIN CERTIFICATE-----' }, 'is missing'],
		[{ privateKey: '-----BEGIN PRIVATE KEY-----' }, 'is missing'],
		[{ certificate: SECRET, privateKey: SECRET }, 'certificate is not in PEM form'],
		[
			{
				certificate: '-----BEGIN CERTIFICATE-----',
				privateKey: `-----BEGIN ENCRYPTED PRIVATE KEY-----${SECRET}`,
			},
			'privateKey is not an unencrypted PEM key',
		],
	])('half a certificate pair %#: %s', (change, said) => {
		const message = problem({ ...good, clientSecret: undefined, ...change });
		expect(message).toContain(said);
		expect(message).not.toContain(SECRET);
	});
});
