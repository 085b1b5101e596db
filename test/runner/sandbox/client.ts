import { afterEach } from 'vitest';
import { findUser, type Sandbox, type SandboxOptions, startSandbox } from '../../../runner/sandbox';
import type { UserRecord } from '../../../runner/sandbox';

/** One object in an answer. */
export type Row = Record<string, unknown>;

/** The parts of an answer tests look into. */
export interface Body extends Row {
	readonly value: Row[];
	readonly error: { readonly code: string; readonly message: string; readonly innerError: Row };
	readonly responses: {
		readonly id: string;
		readonly status: number;
		readonly headers: Record<string, string>;
		readonly body: Body;
	}[];
}

export interface Reply {
	readonly status: number;
	readonly headers: Headers;
	readonly body: Body;
}

/** Sends a Graph request with a good token. */
export type Graph = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) => Promise<Reply>;

const open: Sandbox[] = [];

/** Starts a sandbox on a free port; it is closed after the test. TEST_SANDBOX_LOG keeps the wire log. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
	const logFile = process.env['TEST_SANDBOX_LOG'];
	const sandbox = await startSandbox({ port: 0, logFile, ...options });
	open.push(sandbox);
	return sandbox;
}

afterEach(async () => {
	await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

/** Asks for a token with the connection's secret; fields of the form can be replaced. */
export async function askToken(
	{ url, connection }: Sandbox,
	changes: Record<string, string> = {},
	tenant = connection.tenantId,
): Promise<Reply> {
	const form = new URLSearchParams({
		grant_type: 'client_credentials',
		client_id: connection.clientId,
		client_secret: connection.clientSecret,
		scope: 'https://graph.microsoft.com/.default',
		...changes,
	});
	return reply(await fetch(`${url}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body: form }));
}

/** A good token and a function that sends Graph requests with it. */
export async function graphOf(sandbox: Sandbox): Promise<Graph> {
	const token = String((await askToken(sandbox)).body['access_token']);
	return (method, path, body, headers) => send(sandbox.url, token, method, path, body, headers);
}

/** Sends one request to Graph; the path carries the version. */
export async function send(
	url: string,
	token: string | null,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Reply> {
	return reply(
		await fetch(path.startsWith('http') ? path : `${url}${path}`, {
			method,
			headers: {
				...(token === null ? {} : { authorization: `Bearer ${token}` }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(body === undefined
				? {}
				: { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		}),
	);
}

async function reply(response: Response): Promise<Reply> {
	const text = await response.text();
	return {
		status: response.status,
		headers: response.headers,
		body: (text === '' ? {} : JSON.parse(text)) as Body,
	};
}

/** A person of the fixture by the part of the user principal name before the @. */
export function person(sandbox: Sandbox, alias: string): UserRecord {
	const user = findUser(sandbox.tenant, `${alias}@rehearsal.example`);
	if (!user) throw new Error(`There is no ${alias}`);
	return user;
}

/** The object id of a person of the fixture. */
export function idOf(sandbox: Sandbox, alias: string): string {
	return person(sandbox, alias).profile.id;
}

/** The object id of a group by its name. */
export function groupIdOf(sandbox: Sandbox, name: string): string {
	const group = sandbox.tenant.groups.find(({ profile }) => profile.displayName === name);
	if (!group) throw new Error(`There is no group ${name}`);
	return group.profile.id;
}

/** Takes permissions away from the app; the next token shows it. */
export function withdraw(sandbox: Sandbox, ...permissions: string[]): void {
	const { app } = sandbox.tenant;
	app.permissions = app.permissions.filter((permission) => !permissions.includes(permission));
}

/** `status code`, to compare an answer in one line. */
export function verdict({ status, body }: Pick<Reply, 'status' | 'body'>): string {
	return `${status} ${body.error?.code ?? ''}`.trim();
}
