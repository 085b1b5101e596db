import type { Context, Middleware } from '../../vendor/microsoft';
import type { Admission, EffectJournal } from '../effectJournal';
import { throttlingIn } from '../throttling';
import { controlOf, NO_RESPONSE } from './wire';

/**
 * Asks the run, before each time a request is put on the wire, whether it may: limits make it wait, and a run that was
 * cancelled or taken over by another runner sends nothing more. Tells it afterwards what the service said of its
 * limits. In the chain only where there is a journal.
 */
export class AdmissionMiddleware implements Middleware {
	private next: Middleware | undefined;

	constructor(private readonly journal: EffectJournal) {}

	setNext(next: Middleware): void {
		this.next = next;
	}

	async execute(context: Context): Promise<void> {
		const control = controlOf(context);
		const method = context.options?.method ?? 'GET';
		const request: Admission = {
			method,
			path: control.address,
			effect: control.effect,
			timeoutMs: control.timeoutMs,
			counted: control.members ?? [{ method, path: control.address }],
			deadline: control.deadline,
		};
		const refusal = await this.journal.admit(request);
		if (refusal !== null) {
			control.stopped = refusal;
			control.answer = null;
			control.networkFailure = { code: refusal.code, sent: control.leftOpen };
			context.response = NO_RESPONSE;
			return;
		}
		try {
			await this.next?.execute(context);
		} finally {
			// The answer is worth more than what it says of limits: nothing may hide that a write was done.
			await this.journal
				.answered(request, throttlingIn(request, control.answer))
				.catch(() => undefined);
		}
	}
}
