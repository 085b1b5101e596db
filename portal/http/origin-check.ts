import type { RequestHandler } from 'express';
import { HttpError } from './http-error';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send. Every browser of today says where a request comes from; without
 * `Sec-Fetch-Site` the host of `Origin` has to be ours; without both it is no browser, and has no cookie of one.
 * As Go's CrossOriginProtection does it.
 */
export function originCheck(): RequestHandler {
	return (request, _response, next) => {
		if (SAFE.has(request.method)) return next();
		const site = request.get('sec-fetch-site');
		if (site !== undefined) return next(isOurs(site) ? undefined : foreign());
		const origin = request.get('origin');
		if (origin === undefined) return next();
		next(hostOf(origin) === request.get('host') ? undefined : foreign());
	};
}

const isOurs = (site: string): boolean => site === 'same-origin' || site === 'none';

const hostOf = (origin: string): string | null =>
	URL.canParse(origin) ? new URL(origin).host : null;

const foreign = (): HttpError =>
	new HttpError(403, 'This was sent from another website. Open the page here and try again.');
