import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { HttpError, notFound } from './http-error';
import { draw } from './views';

const TITLES: Readonly<Record<number, string>> = {
	400: 'This can’t be read',
	401: 'You are not signed in',
	403: 'Not allowed',
	404: 'This page isn’t here',
	409: 'Not possible now',
	413: 'This is too large',
	429: 'Too many tries',
	500: 'Something broke on our side',
};

/** Everything that no route answered. */
export const unknownPage: RequestHandler = (_request, _response, next) => next(notFound());

/** Ends a request with a page that has an id to ask about, and nothing of what went wrong inside. */
export function errorPages(log: Logger): ErrorRequestHandler {
	return (error: unknown, request, response, _next) => {
		const known = error instanceof HttpError ? error : fromExpress(error);
		const status = known?.status ?? 500;
		if (known === null) log.error({ err: error, requestId: request.id }, 'a request failed');
		if (response.headersSent) return void response.destroy();
		const says = known?.message ?? 'It was written down. Try again; if it stays, tell us the id.';
		response
			.status(status)
			.set('Cache-Control', 'no-store')
			.type('html')
			.send(
				draw('http/views/error', {
					...(response.locals.chrome as Record<string, unknown> | undefined),
					title: TITLES[status] ?? TITLES[500],
					status,
					says,
					requestId: typeof request.id === 'string' ? request.id : '',
				}),
			);
	};
}

/** Express and its body parsers say what is wrong with a request in `status`; their texts stay inside. */
function fromExpress(error: unknown): { status: number; message: string } | null {
	if (!(error instanceof Error) || !('status' in error)) return null;
	const { status } = error;
	if (typeof status !== 'number' || status < 400 || status >= 500) return null;
	return { status, message: 'The request is not one this page understands.' };
}
