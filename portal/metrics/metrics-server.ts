import { createServer } from 'node:http';
import { listen } from '../http/listen';
import type { Metrics } from './metrics';

/** Serves the metrics on a port of their own, on this machine unless told otherwise: whoever reads them is no user. */
export async function startMetricsServer(
	metrics: Metrics,
	port: number,
	host = '127.0.0.1',
): Promise<{ readonly port: number; close: () => Promise<void> }> {
	const server = createServer((request, response) => {
		if (request.method !== 'GET' || request.url !== '/metrics') {
			response.writeHead(404).end();
			return;
		}
		metrics.read().then(
			({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
			() => response.writeHead(500).end(),
		);
	});
	const taken = await listen(server, port, host);
	return {
		port: taken,
		close: async () => {
			server.close();
			server.closeAllConnections();
		},
	};
}
