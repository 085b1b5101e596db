import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import {
	ConnectionError,
	createGraphClient,
	graphPath,
	parseConnection,
	type GraphRequest,
} from '../../../../nodes/shared/graph';
import { startRehearsal, type Rehearsal } from '../../../harness/rehearsal';
import { startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';
import { selfSigned } from '../../../runner/sandbox/certificate';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(async (server) => await server.close()));
});

async function rehearsal(): Promise<Rehearsal> {
	const started = await startRehearsal({ users: 20 });
	open.push(started);
	return started;
}

async function scripted(...answers: Parameters<typeof startScriptedGraph>): Promise<ScriptedGraph> {
	const started = await startScriptedGraph(...answers);
	open.push(started);
	return started;
}

const organization: GraphRequest = {
	method: 'GET',
	path: graphPath`/organization`,
	effect: 'read',
	permissions: ['Organization.Read.All', 'Directory.Read.All'],
};

const wipe: GraphRequest = {
	method: 'POST',
	path: graphPath`/deviceManagement/managedDevices/${'1'}/wipe`,
	body: { keepUserData: false },
	effect: 'atMostOnce',
	permissions: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
};

const forbidden = (code: string) => ({ status: 403, body: { error: { code, message: 'No.' } } });

function logins({ sandbox }: Rehearsal): number {
	return sandbox.log.filter((entry) => entry.url.includes('/oauth2/v2.0/token')).length;
}

async function refusal(work: Promise<unknown>): Promise<ConnectionError> {
	const error = await work.then(
		() => new Error('it worked'),
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(ConnectionError);
	return error as ConnectionError;
}

describe('a sign-in that Entra refuses says what to do', () => {
	test('a wrong secret', async () => {
		const { sandbox } = await rehearsal();
		const clientSecret = 'this-is-a-wrong-secret';
		const client = createGraphClient(parseConnection({ ...sandbox.connection, clientSecret }));
		const error = await refusal(client.signIn());
		expect(error.code).toBe('AADSTS7000215');
		expect(error.message).toMatch(/^The client secret is wrong\..*\(AADSTS7000215\)$/);
		expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain(clientSecret);
	});

	test('an expired secret', async () => {
		const { sandbox, graph } = await rehearsal();
		sandbox.tenant.app.secretExpired = true;
		expect((await refusal(graph.signIn())).message).toMatch(/has expired.*AADSTS7000222/);
	});

	test('an unknown application', async () => {
		const { sandbox } = await rehearsal();
		const client = createGraphClient(
			parseConnection({ ...sandbox.connection, clientId: 'b33f0000-0000-4000-8000-000000000000' }),
		);
		expect((await refusal(client.signIn())).code).toBe('AADSTS700016');
	});

	test('an unknown tenant', async () => {
		const { sandbox } = await rehearsal();
		const client = createGraphClient(
			parseConnection({ ...sandbox.connection, tenantId: 'nobody.example' }),
		);
		expect((await refusal(client.signIn())).message).toMatch(/no such tenant.*AADSTS90002/);
	});

	test('a number nobody has advice for keeps the number and repeats nothing of the text', async () => {
		const server = await scripted();
		server.answerLogin({
			status: 400,
			body: { error: 'invalid_request', error_description: 'AADSTS999999: for client app-42.' },
		});
		const error = await refusal(server.graph.signIn());
		expect(error.message).toBe('Entra refused the sign-in of the application (AADSTS999999).');
	});
});

describe('a login host that is not one', () => {
	test('refuses connections', async () => {
		const server = await scripted();
		const port = new URL(server.url).port;
		await server.close();
		open.pop();
		const error = await refusal(server.graph.signIn());
		expect(error.code).toBe('LoginUnreachable');
		expect(error.message).toContain(`127.0.0.1:${port} can not be reached`);
	});

	test('answers with a page instead of JSON', async () => {
		const server = await scripted();
		server.answerLogin({ status: 200, body: '<html>Welcome to the hotel network</html>' });
		const error = await refusal(server.graph.signIn());
		expect(error.code).toBe('LoginFailed');
		expect(error.message).toContain('no usable answer');
	});

	test('answers 200 without a token', async () => {
		const server = await scripted();
		server.answerLogin({ body: { token_type: 'Bearer' } });
		expect((await refusal(server.graph.signIn())).code).toBe('LoginFailed');
	});

	test('sends the secret on to nobody else', async () => {
		const other = await scripted();
		const server = await scripted();
		server.answerLogin({
			status: 307,
			headers: { location: `${other.url}/${'t'}/oauth2/v2.0/token` },
		});
		await refusal(server.graph.signIn());
		expect(other.logins).toHaveLength(0);
	});
});

describe('whose token it is', () => {
	test('one of another tenant is refused, the cached one as well', async () => {
		const server = await scripted({ body: {} }, { body: {} });
		server.claims.tid = '99999999-2222-4333-8444-555555555555';
		expect((await refusal(server.graph.send(organization))).code).toBe('ForeignToken');
		expect((await refusal(server.graph.send(organization))).code).toBe('ForeignToken');
		expect(server.requests).toHaveLength(0);
	});

	test('two tenants at one host never share one', async () => {
		const first = await scripted({ body: {} });
		const second = first.connect({
			tenantId: '99999999-2222-4333-8444-555555555555',
			clientSecret: 'another',
		});
		await first.graph.send(organization);
		await refusal(createGraphClient(second).send(organization));
		expect(first.logins).toHaveLength(2);
		expect(first.logins[1]?.url).toContain('/99999999-2222-4333-8444-555555555555/');
	});

	test('a wrong secret does not profit from the token of the right one', async () => {
		const { sandbox, graph } = await rehearsal();
		await graph.send(organization);
		const wrong = parseConnection({ ...sandbox.connection, clientSecret: 'wrong' });
		expect((await refusal(createGraphClient(wrong).send(organization))).code).toBe('AADSTS7000215');
	});
});

describe('how often a token is asked for', () => {
	test('once for many clients of one connection', async () => {
		const run = await rehearsal();
		for (let node = 0; node < 5; node += 1) await run.client().send(organization);
		expect(logins(run)).toBe(1);
	});

	test('once for clients that begin at the same moment', async () => {
		const run = await rehearsal();
		await Promise.all(Array.from({ length: 8 }, async () => await run.client().send(organization)));
		expect(logins(run)).toBe(1);
	});

	test('at every sign-in that is asked for, so that it tells how things are now', async () => {
		const run = await rehearsal();
		await run.graph.send(organization);
		run.sandbox.tenant.app.secretExpired = true;
		expect((await refusal(run.client().signIn())).code).toBe('AADSTS7000222');
		expect(logins(run)).toBe(2);
	});

	test('again after a 401 in the middle of a run, and the request is repeated once', async () => {
		const run = await rehearsal();
		await run.graph.send(organization);
		run.sandbox.tenant.app.tokenGeneration += 1;
		const answer = await run.graph.send(organization);
		expect(answer).toMatchObject({ status: 200, attempts: 2 });
		expect(run.graph.calls.map((call) => call.status)).toEqual([200, 401, 200]);
		expect(logins(run)).toBe(2);
	});

	test('a wipe is repeated after a 401, because a 401 did nothing, and never a third time', async () => {
		const server = await scripted({ status: 401 }, { status: 401 }, { status: 204 });
		const result = await server.graph.attempt(wipe);
		expect(result).toMatchObject({ ok: false, failure: { kind: 'refused', status: 401 } });
		expect(server.requests.map((request) => request.headers.authorization)).toEqual(
			server.tokens.map((token) => `Bearer ${token}`),
		);
		expect(server.requests).toHaveLength(2);
	});

	test('a login that fails after the 401 is a connection error, not an answer of Graph', async () => {
		const server = await scripted({ status: 200, body: {} }, { status: 401 });
		await server.graph.send(organization);
		server.answerLogin({
			status: 401,
			body: { error: 'invalid_client', error_description: 'AADSTS7000222: expired' },
		});
		expect((await refusal(server.graph.send(organization))).code).toBe('AADSTS7000222');
	});
});

describe('a permission that was granted after the token', () => {
	test('is noticed: one renewal, and the request succeeds', async () => {
		const run = await rehearsal();
		const { app } = run.sandbox.tenant;
		const all = app.permissions;
		app.permissions = [];
		await run.graph.signIn();
		app.permissions = all;
		expect(await run.graph.send(organization)).toMatchObject({ status: 200, attempts: 2 });
		expect(logins(run)).toBe(2);
	});

	test('is looked for once; then the failure names the least permission', async () => {
		const run = await rehearsal();
		run.sandbox.tenant.app.permissions = [];
		const first = await run.graph.attempt(organization);
		const second = await run.client().attempt(organization);
		expect(logins(run)).toBe(2);
		for (const result of [first, second]) {
			if (result.ok) throw new Error('it was allowed');
			expect(result.failure).toMatchObject({
				kind: 'forbidden',
				missingPermission: 'Organization.Read.All',
				message: expect.stringContaining('permission Organization.Read.All') as string,
			});
		}
	});

	test.each([
		'Authorization_RequestDenied',
		'accessDenied',
		'PermissionScopeNotGranted',
		'Forbidden',
	])('whatever the service calls it: %s', async (code) => {
		const server = await scripted(forbidden(code), { status: 200, body: {} });
		expect(await server.graph.send(organization)).toMatchObject({ status: 200 });
		expect(server.logins).toHaveLength(2);
	});

	test('is not blamed when the token has it', async () => {
		const server = await scripted(forbidden('Forbidden'), forbidden('Forbidden'));
		server.claims.roles = ['Directory.Read.All'];
		const result = await server.graph.attempt(organization);
		expect(result).toMatchObject({ ok: false, failure: { missingPermission: null } });
	});

	test('is the likely reason when the token can not be read', async () => {
		const server = await scripted(forbidden('Forbidden'), forbidden('Forbidden'));
		server.claims.roles = undefined;
		server.claims.tid = undefined;
		const result = await server.graph.attempt(organization);
		expect(result).toMatchObject({
			ok: false,
			failure: { missingPermission: 'Organization.Read.All' },
		});
	});
});

describe('a certificate', () => {
	test('signs in when the tenant has it', async () => {
		const { sandbox } = await rehearsal();
		const { certificate, privateKey } = selfSigned();
		sandbox.tenant.app.certificates = [certificate];
		const { clientSecret: _, ...rest } = sandbox.connection;
		const client = createGraphClient(parseConnection({ ...rest, certificate, privateKey }));
		await client.signIn();
		expect(client.granted()).toContain('User.Read.All');
	});

	test('is refused when the tenant has another, and when the key is not its own', async () => {
		const { sandbox } = await rehearsal();
		const [mine, other] = [selfSigned(), selfSigned()];
		const { clientSecret: _, ...rest } = sandbox.connection;
		const signIn = async (certificate: string, privateKey: string) =>
			await refusal(
				createGraphClient(parseConnection({ ...rest, certificate, privateKey })).signIn(),
			);
		sandbox.tenant.app.certificates = [other.certificate];
		expect((await signIn(mine.certificate, mine.privateKey)).code).toBe('AADSTS700027');
		sandbox.tenant.app.certificates = [mine.certificate];
		expect((await signIn(mine.certificate, other.privateKey)).code).toBe('InvalidCertificate');
	});

	test('that is damaged says so and repeats no line of it', async () => {
		const server = await scripted();
		const { certificate, privateKey } = selfSigned();
		const lines = privateKey.split('\n');
		const damaged = [lines[0], ...lines.slice(3)].join('\n');
		for (const pair of [
			{ certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', privateKey },
			{ certificate, privateKey: damaged },
		]) {
			const connection = server.connect({ clientSecret: undefined, ...pair });
			const error = await refusal(createGraphClient(connection).signIn());
			expect(error.code).toBe('InvalidCertificate');
			expect(inspect(error, { depth: 9 })).not.toContain(lines[4]);
		}
		expect(server.logins).toHaveLength(0);
	});
});
