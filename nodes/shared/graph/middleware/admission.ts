import type { Context, Middleware } from '../../vendor/microsoft';
import type { EffectJournal } from '../effectJournal';
import { controlOf } from './wire';

/**
 * Asks the run, before each time a request is put on the wire, whether it may: limits make it wait, and a run that was
 * cancelled or taken over by another runner sends nothing more. In the chain only where there is a journal.
 */
export class AdmissionMiddleware implements Middleware {
	private next: Middleware | undefined;

	constructor(private readonly journal: EffectJournal) {}

	setNext(next: Middleware): void {
		this.next = next;
	}

	async execute(context: Context): Promise<void> {
		const control = controlOf(context);
		const refusal = await this.journal.admit({
			method: context.options?.method ?? 'GET',
			path: control.address,
			effect: control.effect,
			timeoutMs: control.timeoutMs,
			paths: control.members ?? [control.address],
		});
		if (refusal === null) return await this.next?.execute(context);
		control.stopped = refusal;
		control.answer = null;
		control.networkFailure = { code: refusal.code, sent: control.leftOpen };
		context.response = new Response(null, { status: 200 });
	}
}
