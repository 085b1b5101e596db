import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came. */
export interface Received {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	/** The body as JSON. */
	readonly json: unknown;
}

/** What a request is answered with. */
export type Reply = (response: ServerResponse, request: Received) => void;

/** Somebody outside who takes webhooks, on this machine. */
export interface Receiver {
	readonly url: string;
	readonly received: Received[];
	/** Answers with something else from now on. */
	answer(reply: Reply | number): void;
	close(): Promise<void>;
}

/** Starts one that answers 204. */
export async function startReceiver(): Promise<Receiver> {
	const received: Received[] = [];
	let reply: Reply = status(204);
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const body = Buffer.concat(parts).toString('utf8');
			const one = {
				...{ path: request.url ?? '', headers: request.headers, body },
				json: body === '' ? null : (JSON.parse(body) as unknown),
			};
			received.push(one);
			reply(response, one);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		...{ url: `http://127.0.0.1:${port}`, received },
		answer: (next) => {
			reply = typeof next === 'number' ? status(next) : next;
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

const status =
	(code: number): Reply =>
	(response) =>
		void response.writeHead(code).end();
