import type { Client } from '../vendor/microsoft';
import { failureWithoutAnswer, type GraphFailure } from './failure';
import type { CallControl } from './middleware/control';
import type { GraphRequest } from './request';

/** Hands a request to the SDK by its method; the answer is in the request's `CallControl`. */
export async function dispatch(
	call: ReturnType<Client['api']>,
	request: GraphRequest,
): Promise<void> {
	switch (request.method) {
		case 'GET':
			return void (await call.get());
		case 'POST':
			return void (await call.post(request.body));
		case 'PATCH':
			return void (await call.patch(request.body));
		case 'PUT':
			return void (await call.put(request.body));
		case 'DELETE':
			return void (await call.delete());
	}
}

/** The failure of a request that nothing usable came back for: never sent, or sent and its answer lost. */
export function noAnswer(control: CallControl, request: GraphRequest, host: string): GraphFailure {
	if (control.attempts === 0 && control.networkFailure === null) {
		const message = `Not asked any more: the time for it was up.`;
		return failureWithoutAnswer({ kind: 'notSent', code: 'TimeIsUp', message });
	}
	const sent = control.networkFailure?.sent ?? false;
	const code = control.networkFailure?.code ?? 'NetworkError';
	if (control.stopped && !sent) {
		return failureWithoutAnswer({ kind: 'notSent', code, message: control.stopped.message });
	}
	const again = control.attempts === 1 ? '1 attempt' : `${control.attempts} attempts`;
	return failureWithoutAnswer({
		kind: sent ? 'lost' : 'notSent',
		code,
		message: sent
			? `${host} gave no usable answer to ${request.method} (${code}, ${again}).`
			: `${host} can not be reached (${code}). Check the network and graphBaseUrl.`,
		attempts: control.attempts,
		leftOpen: control.leftOpen,
	});
}
