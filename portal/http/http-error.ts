/** A request that ends in an error page. */
export class HttpError extends Error {
	override readonly name = 'HttpError';

	constructor(
		readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 429,
		/** One or two sentences for the person: what is wrong, what to do. */
		message: string,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** The same words for what never existed and for what belongs to somebody else. */
export const notFound = (): HttpError =>
	new HttpError(404, 'It may belong to another tenant, or never have existed. We don’t say which.');
