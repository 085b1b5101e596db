import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What went through a proxy, as it was on the wire: the one place where a test may know a secret. */
export interface RecordingProxy {
	readonly url: string;
	readonly bodies: readonly string[];
	/** The bearer tokens, each once. */
	readonly tokens: ReadonlySet<string>;
	close(): Promise<void>;
}

/** Hands every request on to a server on this machine, unchanged, and keeps the bodies. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
	const bodies: string[] = [];
	const tokens = new Set<string>();
	const to = new URL(target);
	const server = createServer((incoming, outgoing) => {
		void bodyOf(incoming).then((body) => {
			bodies.push(body.toString('utf8'));
			const { method, url, headers } = incoming;
			const token = headers.authorization?.replace(/^Bearer /, '');
			if (token) tokens.add(token);
			const onward = send(
				{
					host: to.hostname,
					port: to.port,
					method,
					path: url,
					headers: { ...headers, host: to.host },
				},
				(answer) => {
					outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(outgoing);
				},
			);
			onward.on('error', () => outgoing.destroy());
			onward.end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		bodies,
		tokens,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
