/** A refusal in Stripe's form. */
export class SimError extends Error {
	override readonly name = 'SimError';

	constructor(
		readonly status: number,
		message: string,
		readonly type = 'invalid_request_error',
		readonly code: string | null = null,
		readonly param: string | null = null,
	) {
		super(message);
	}
}

/** What is not there. */
export const noSuch = (what: string, id: string): SimError =>
	new SimError(404, `No such ${what}: '${id}'`, 'invalid_request_error', 'resource_missing', 'id');
