import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	createGraphClient,
	parseConnection,
	type GraphClient,
	type GraphClientOptions,
	type GraphConnection,
} from '../../nodes/shared/graph';
import { fastClock, type FastClock } from './rehearsal';

/** A request as the server saw it. */
export interface SeenRequest {
	readonly method: string;
	/** Path and query. */
	readonly url: string;
	readonly headers: http.IncomingHttpHeaders;
	/** Parsed where it was JSON. */
	readonly body: unknown;
}

export interface ScriptedAnswer {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** A text is sent as it stands; anything else as JSON. */
	readonly body?: unknown;
	/** The answer is held back until then. */
	readonly after?: Promise<void>;
}

/** `reset` drops the connection; `never` leaves it open without an answer. */
export type Scripted =
	ScriptedAnswer | 'reset' | 'never' | ((request: SeenRequest) => ScriptedAnswer);

/** What a server says that the sandbox, which plays by Graph's rules, would not. */
export interface ScriptedGraph {
	readonly url: string;
	readonly connection: GraphConnection;
	/** Without retry waits: its clock passes at once. */
	readonly graph: GraphClient;
	readonly clock: FastClock;
	/** Requests to Graph, oldest first. */
	readonly requests: readonly SeenRequest[];
	/** Requests for a token. */
	readonly logins: readonly SeenRequest[];
	/** The access tokens it gave out. */
	readonly tokens: readonly string[];
	/** The claims of the next token. */
	readonly claims: { roles: string[] | undefined; tid: string | undefined };
	/** Adds answers; after the last one the server says 418. */
	answer(...answers: Scripted[]): void;
	/** Replaces the token endpoint's answers, one each. */
	answerLogin(...answers: Scripted[]): void;
	client(options?: GraphClientOptions): GraphClient;
	/** The connection with other fields, checked. */
	connect(fields: Readonly<Record<string, unknown>>): GraphConnection;
	close(): Promise<void>;
}

export const SCRIPTED_TENANT = '11111111-2222-4333-8444-555555555555';

/** Starts a server on 127.0.0.1 that plays a list of answers and keeps what it was asked. */
export async function startScriptedGraph(...script: Scripted[]): Promise<ScriptedGraph> {
	const answers = [...script];
	const loginAnswers: Scripted[] = [];
	const seen = { requests: [] as SeenRequest[], logins: [] as SeenRequest[] };
	const tokens: string[] = [];
	const claims: ScriptedGraph['claims'] = { roles: ['User.Read.All'], tid: SCRIPTED_TENANT };
	const server = http.createServer((request, response) => {
		void readRequest(request).then((asked) => {
			const isLogin = asked.url.includes('/oauth2/v2.0/');
			(isLogin ? seen.logins : seen.requests).push(asked);
			const scripted = isLogin
				? (loginAnswers.shift() ?? tokenAnswer(claims, tokens))
				: (answers.shift() ?? { status: 418, body: { error: { code: 'scriptIsOver' } } });
			reply(response, typeof scripted === 'function' ? scripted(asked) : scripted);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const clock = fastClock();
	// A secret of its own, so that the token cache of the process never knows this connection.
	const fields = {
		tenantId: SCRIPTED_TENANT,
		clientId: 'an-application',
		clientSecret: `secret-${randomUUID()}`,
		graphBaseUrl: url,
		loginBaseUrl: url,
	};
	const connect = (changes: Readonly<Record<string, unknown>>) =>
		parseConnection({ ...fields, ...changes });
	const connection = connect({});
	const client = (options: GraphClientOptions = {}) =>
		createGraphClient(connection, { clock, ...options });
	return {
		url,
		connection,
		clock,
		graph: client(),
		client,
		connect,
		tokens,
		claims,
		...seen,
		answer: (...more) => answers.push(...more),
		answerLogin: (...more) => loginAnswers.push(...more),
		close: async () => {
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

/** An access token with these claims; nobody checks its signature here. */
export function tokenWith(claims: object): string {
	const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${encode({ alg: 'none' })}.${encode({ ...claims, uti: randomUUID() })}.signature`;
}

/** One member of a `$batch` answer; ids count from 1. */
export function member(
	id: number | string,
	status: number,
	body?: unknown,
	headers: Readonly<Record<string, string>> = {},
): object {
	return { id: String(id), status, headers, ...(body === undefined ? {} : { body }) };
}

/** The members of a `$batch` request. */
export function membersOf(request: SeenRequest | undefined): readonly Record<string, unknown>[] {
	return (request?.body as { requests: Record<string, unknown>[] }).requests;
}

function tokenAnswer(claims: ScriptedGraph['claims'], tokens: string[]): ScriptedAnswer {
	const token = tokenWith({ ...claims });
	tokens.push(token);
	return { body: { token_type: 'Bearer', expires_in: 3_599, access_token: token } };
}

async function readRequest(request: http.IncomingMessage): Promise<SeenRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const text = Buffer.concat(chunks).toString('utf8');
	const { method = '', url = '', headers } = request;
	return { method, url, headers, body: text.startsWith('{') ? JSON.parse(text) : text };
}

function reply(response: http.ServerResponse, scripted: Exclude<Scripted, () => unknown>): void {
	if (scripted === 'never') return;
	if (scripted === 'reset') {
		response.socket?.resetAndDestroy();
		return;
	}
	const { status = 200, headers = {}, body, after } = scripted as ScriptedAnswer;
	if (after) {
		void after.then(() => reply(response, { status, headers, body }));
		return;
	}
	const raw = typeof body === 'string';
	response.writeHead(status, {
		'content-type': raw ? 'text/html' : 'application/json',
		...headers,
	});
	if (body === undefined) response.end();
	else response.end(raw ? body : JSON.stringify(body));
}
