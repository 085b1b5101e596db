import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Makes a server listen. @param port 0: any free one. @returns the port @throws Error in one line when it is taken */
export async function listen(server: Server, port: number, host: string): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new Error(`Port ${port} is taken. Choose another with --port.`)
					: error,
			),
		);
		server.listen(port, host, resolve);
	});
	return (server.address() as AddressInfo).port;
}

const notYet: RequestListener = (_request, response) => {
	response
		.writeHead(503, { 'Retry-After': '1', 'Content-Type': 'text/plain; charset=utf-8' })
		.end('OffboardIQ is starting. Try again in a second.\n');
};

/**
 * Answers 503 from now on, until there is something to answer with: a request without an answer would wait for ever.
 *
 * @returns what puts the app in its place
 */
export function untilReady(server: Server): (app: RequestListener) => void {
	server.on('request', notYet);
	return (app) => void server.off('request', notYet).on('request', app);
}
