import type { Context } from '@microsoft/microsoft-graph-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graphPath, type GraphRequest } from '../../../../../nodes/shared/graph';
import { AuthorizationMiddleware } from '../../../../../nodes/shared/graph/middleware/authorization';
import { CallControl } from '../../../../../nodes/shared/graph/middleware/control';
import { WireMiddleware } from '../../../../../nodes/shared/graph/middleware/wire';
import { tokenSourceFor } from '../../../../../nodes/shared/graph/token';
import {
	startScriptedGraph,
	type ScriptedGraph,
	type SeenRequest,
} from '../../../../harness/scriptedGraph';

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

describe('the last door before the wire', () => {
	async function through(url: string): Promise<CallControl> {
		const control = new CallControl('read', 1_000, '/');
		const middleware = new AuthorizationMiddleware(
			tokenSourceFor(server.connection),
			`${server.url}/`,
		);
		middleware.setNext(new WireMiddleware(server.clock, () => undefined));
		const context: Context = {
			request: url,
			options: { method: 'GET' },
			// The SDK does not export its class; this is the one method of it that the chain uses.
			middlewareControl: { getMiddlewareOptions: () => control } as unknown as NonNullable<
				Context['middlewareControl']
			>,
		};
		await middleware.execute(context);
		return control;
	}

	test('lets a request to the connection’s own host through', async () => {
		server.answer({ body: {} });
		expect(await through(`${server.url}/v1.0/me`)).toMatchObject({ answer: { status: 200 } });
	});

	test('hands the token to no other host', async () => {
		const other = await startScriptedGraph({ body: {} });
		for (const url of [`${other.url}/v1.0/me`, server.url.replace('://', '://x@')]) {
			const { tokenFailure, answer } = await through(url);
			expect(tokenFailure?.message).toContain('another host');
			expect(answer).toBeNull();
		}
		expect([...other.requests, ...server.requests, ...server.logins]).toEqual([]);
		await other.close();
	});
});

test('requests that are refused side by side share one renewal, and all of them profit', async () => {
	const byToken = ({ headers }: SeenRequest) =>
		headers.authorization === `Bearer ${server.tokens[0] ?? ''}`
			? { status: 403, body: { error: { code: 'Forbidden' } } }
			: { body: {} };
	server.answer(...Array.from({ length: 12 }, () => byToken));
	const request: GraphRequest = {
		method: 'GET',
		path: graphPath`/me`,
		effect: 'read',
		permissions: [],
	};
	const results = await Promise.all(
		Array.from({ length: 6 }, async () => await server.graph.attempt(request)),
	);
	expect(results.map((result) => result.ok)).toEqual(Array.from({ length: 6 }, () => true));
	expect(server.logins).toHaveLength(2);
});
