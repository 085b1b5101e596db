import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { RequestHandler } from 'express';

/** What is counted, in Prometheus' words. */
export interface Metrics {
	/** Counts and times every request. */
	readonly middleware: RequestHandler;
	/** The text that Prometheus reads. */
	read(): Promise<{ readonly type: string; readonly text: string }>;
}

/**
 * Counts requests by method, pattern and status. The pattern of the route, never the path: paths hold ids and the tokens
 * of links, and each would be a series of its own.
 */
export function createMetrics(): Metrics {
	const registry = new Registry();
	collectDefaultMetrics({ register: registry });
	const labelNames = ['method', 'route', 'status'] as const;
	const requests = new Counter({
		...{ name: 'offboardiq_http_requests_total', help: 'Requests that were answered' },
		...{ labelNames, registers: [registry] },
	});
	const seconds = new Histogram({
		...{ name: 'offboardiq_http_request_seconds', help: 'Time until an answer was sent' },
		...{ labelNames, registers: [registry] },
		buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5],
	});
	return {
		middleware: (request, response, next) => {
			const stop = seconds.startTimer();
			response.on('finish', () => {
				const route = patternOf(request);
				const labels = { method: request.method, route, status: String(response.statusCode) };
				requests.inc(labels);
				// A stream lasts as long as somebody watches: that is no time until an answer.
				if (!/^text\/event-stream/.test(String(response.get('content-type')))) stop(labels);
			});
			next();
		},
		read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
	};
}

/** As it was declared. Assets, and what nobody declared, are one series each. */
function patternOf(request: { readonly route?: unknown; readonly originalUrl: string }): string {
	const { route } = request;
	if (typeof route === 'object' && route !== null && 'path' in route) return String(route.path);
	return request.originalUrl.startsWith('/assets/') ? 'assets' : 'none';
}
