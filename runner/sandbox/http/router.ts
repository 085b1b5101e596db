import { isPermitted, permissionsFor } from '../permissions';
import { parseQuery } from '../odata/query';
import type { Answer } from './answer';
import type { Call, Route } from './call';
import { gapIn } from './cloud-gaps';
import { badRequest, denied, GraphError } from './graph-error';

interface CompiledRoute {
	readonly route: Route;
	readonly beta: boolean;
	readonly method: string;
	readonly segments: readonly string[];
}

/** A request before its route is known. */
export type Unrouted = Omit<Call, 'params' | 'query'> & { readonly queryText: string };

/** Finds the operation of a request and runs it. */
export type Dispatch = (request: Unrouted) => Answer;

/**
 * Makes the dispatcher of a set of routes.
 * @throws Error at start when a route has no line in the permission table.
 */
export function createRouter(routes: readonly Route[]): Dispatch {
	const compiled = routes.map(compile);
	return (request) => {
		const segments = segmentsOf(request.path);
		const found = best(compiled, request, segments);
		if (!found) throw unknown(compiled, request, segments);
		const gap = gapIn(request.tenant, segments);
		if (gap !== null) throw noSegment(gap);
		const { route } = found;
		const query = parseQuery(request.queryText, route.options ?? []);
		const call: Call = { ...request, params: paramsOf(found, segments), query };
		if (!isPermitted(route.operation, call.permissions)) {
			throw route.exchange ? exchangeDenied() : denied();
		}
		return route.handle(call);
	};
}

function compile(route: Route): CompiledRoute {
	permissionsFor(route.operation);
	const [head = '', rest = ''] = route.operation.split(' ');
	const beta = rest.startsWith('/beta/');
	const path = beta ? rest.slice('/beta'.length) : rest;
	return { route, beta, method: head, segments: path.split('/').filter(Boolean) };
}

/** `users('id')` and `users/id` are the same; a cast may carry the `microsoft.` prefix. */
function segmentsOf(path: string): string[] {
	return path
		.split('/')
		.filter(Boolean)
		.flatMap((segment) => {
			const keyed = /^([A-Za-z]+)\('(.*)'\)$/.exec(segment);
			if (keyed) return [keyed[1] ?? '', keyed[2] ?? ''];
			return [segment.replace(/^microsoft\.graph\./, 'graph.').replace(/\(\)$/, '')];
		});
}

const isParam = (segment: string): boolean => segment.startsWith('{');

function fits(candidate: CompiledRoute, segments: readonly string[]): boolean {
	return (
		candidate.segments.length === segments.length &&
		candidate.segments.every(
			(expected, at) => isParam(expected) || expected.toLowerCase() === segments[at]?.toLowerCase(),
		)
	);
}

const literals = (candidate: CompiledRoute): number =>
	candidate.segments.filter((segment) => !isParam(segment)).length;

function best(
	compiled: readonly CompiledRoute[],
	request: Unrouted,
	segments: readonly string[],
): CompiledRoute | undefined {
	return compiled
		.filter((candidate) => candidate.method === request.method)
		.filter((candidate) => !candidate.beta || request.version === 'beta')
		.filter((candidate) => fits(candidate, segments))
		.sort((a, b) => literals(b) - literals(a))[0];
}

function paramsOf(found: CompiledRoute, segments: readonly string[]): Record<string, string> {
	const pairs = found.segments.flatMap((name, at) =>
		isParam(name) ? [[name.slice(1, -1), segments[at] ?? '']] : [],
	);
	return Object.fromEntries(pairs) as Record<string, string>;
}

function unknown(
	compiled: readonly CompiledRoute[],
	request: Unrouted,
	segments: readonly string[],
): GraphError {
	const visible = compiled.filter((route) => !route.beta || request.version === 'beta');
	if (visible.some((candidate) => fits(candidate, segments))) {
		return new GraphError(
			405,
			'Request_BadRequest',
			'Specified HTTP method is not allowed for the request target.',
		);
	}
	const known = (count: number): boolean =>
		visible.some((candidate) =>
			fits(
				{ ...candidate, segments: candidate.segments.slice(0, count) },
				segments.slice(0, count),
			),
		);
	const at = segments.findIndex((_, index) => !known(index + 1));
	const name = segments[at] ?? segments.at(-1) ?? '';
	return noSegment(name);
}

function noSegment(name: string): GraphError {
	return badRequest(`Resource not found for the segment '${name}'.`, 'BadRequest');
}

function exchangeDenied(): GraphError {
	return new GraphError(
		403,
		'ErrorAccessDenied',
		'Access is denied. Check credentials and try again.',
	);
}
