import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Request, RequestHandler } from 'express';
import type { Sim } from './bills';
import { CATALOGUE } from './endpoints/catalogue';
import { CHECKOUT } from './endpoints/checkout';
import type { Endpoint } from './endpoints/endpoint';
import { REST } from './endpoints/rest';
import { SUBSCRIPTIONS } from './endpoints/subscriptions';
import { expanded } from './expand';
import { SimError } from './sim-error';

const ENDPOINTS: readonly Endpoint[] = [...CATALOGUE, ...CHECKOUT, ...SUBSCRIPTIONS, ...REST];

/** What the API is told beside the state. */
export interface ApiSettings {
	/** Whoever has it may ask. */
	readonly secretKey: string;
	/** A file that every request is written to, a JSON line each; null: none. */
	readonly logFile: string | null;
}

/** A request whose body was read by `express.urlencoded` with `keepText`. */
export interface TextRequest extends Request {
	bodyText?: string;
}

/** Answers what Stripe's API would, for the operations that billing uses. Anything else is a 404 in its form. */
export function answerApi(sim: Sim, settings: ApiSettings): RequestHandler {
	return (request: TextRequest, response) => {
		if (settings.logFile !== null) appendFileSync(settings.logFile, logLine(request));
		const key = request.get('idempotency-key') ?? null;
		try {
			refuseStrangers(request, settings.secretKey);
			const again = key === null ? null : answeredBefore(sim, key, request);
			if (again !== null) {
				return void response
					.status(again.status)
					.set('Idempotent-Replayed', 'true')
					.json(again.body);
			}
			const body = answer(sim, request);
			if (key !== null) keep(sim, key, request, 200, body);
			response.json(body);
		} catch (error) {
			if (!(error instanceof SimError)) throw error;
			const { status, message, type, code, param } = error;
			response.status(status).json({ error: { message, type, code, param } });
		} finally {
			sim.state.save();
			sim.webhooks.flush();
		}
	};
}

function refuseStrangers(request: Request, secretKey: string): void {
	if (request.get('authorization') === `Bearer ${secretKey}`) return;
	throw new SimError(401, 'Invalid API Key provided.', 'invalid_request_error');
}

function answer(sim: Sim, request: Request): unknown {
	const parts = request.path.split('/').slice(1);
	// What is written out goes before what is a parameter.
	const fits = ENDPOINTS.filter(({ method, path }) => {
		const wanted = path.split('/').slice(1);
		return (
			method === request.method &&
			wanted.length === parts.length &&
			wanted.every((part, at) => part === ':id' || part === parts[at])
		);
	}).toSorted((one, other) => Number(one.path.includes(':')) - Number(other.path.includes(':')));
	const endpoint = fits[0];
	if (!endpoint)
		throw new SimError(404, `Unrecognized request URL (${request.method}: /v1${request.path}).`);
	const id = parts[endpoint.path.split('/').slice(1).indexOf(':id')] ?? '';
	const body = (request.body ?? {}) as Record<string, unknown>;
	const params = request.method === 'POST' ? body : (request.query as Record<string, unknown>);
	const given = endpoint.answer(sim, { params, id });
	return expanded(sim.state, structuredClone(given), params.expand);
}

const fingerprint = (request: TextRequest): string =>
	createHash('sha256')
		.update(`${request.path}\n${request.bodyText ?? ''}`)
		.digest('base64url');

function answeredBefore({ state }: Sim, key: string, request: Request) {
	const before = Object.hasOwn(state.kept.answers, key) ? state.kept.answers[key] : undefined;
	if (!before) return null;
	if (before.request === fingerprint(request)) return before;
	const says =
		'Keys for idempotent requests can only be used with the same parameters they were first used with.';
	throw new SimError(400, says, 'idempotency_error');
}

function keep({ state }: Sim, key: string, request: Request, status: number, body: unknown): void {
	// The SDK gives every POST a key of its own; only those that are meant to be sent again have to be kept.
	if (key.startsWith('stripe-node-retry-')) return;
	state.kept.answers[key] = { request: fingerprint(request), status, body };
}

function logLine(request: TextRequest): string {
	const { method, originalUrl: path, bodyText: body = '' } = request;
	const names = ['authorization', 'stripe-version', 'idempotency-key', 'content-type'];
	const headers = Object.fromEntries(
		names.flatMap((name) => {
			const value = request.get(name);
			return value === undefined ? [] : [[name, value]];
		}),
	);
	return `${JSON.stringify({ method, path, body, headers })}\n`;
}
