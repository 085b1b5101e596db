import Stripe from 'stripe';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from './objects/ids';
import { idOf, type State } from './state';

/** Where events go, and the secret they are signed with. */
export interface Endpoint {
	readonly url: string;
	readonly secret: string;
}

/** A few times is enough on one machine; Stripe goes on for three days. */
const AGAIN_AFTER_MS = [500, 2_000, 5_000];
const MOST_KEPT = 2_000;

/** Writes events down and sends them signed, with whatever faults are switched on. */
export class Webhooks {
	readonly #state: State;
	readonly #endpoint: Endpoint | null;
	readonly #stopped = new AbortController();
	readonly #underWay = new Set<Promise<void>>();
	#waiting: Stripe.Event[] = [];

	constructor(state: State, endpoint: Endpoint | null) {
		this.#state = state;
		this.#endpoint = endpoint;
	}

	/** Something happened to an object. */
	emit(type: string, object: { readonly id: string }): void {
		const { kept } = this.#state;
		const customer = 'customer' in object ? (object.customer as string | null) : object.id;
		const event = {
			...{ id: newId('evt'), object: 'event', api_version: Stripe.API_VERSION },
			created: this.#state.timeOf(idOf(customer)),
			data: { object: structuredClone(object) },
			...{ livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null } },
			type,
		} as unknown as Stripe.Event;
		kept.events.push(event);
		if (kept.events.length > MOST_KEPT) kept.events.shift();
		if (!kept.faults.drop) this.#waiting.push(event);
	}

	/** Sends what happened since the last time; does not wait for it. */
	flush(): void {
		const events = this.#waiting;
		this.#waiting = [];
		if (events.length === 0 || this.#endpoint === null) return;
		const { duplicates, reorder, delayMs } = this.#state.kept.faults;
		const inOrder = reorder ? events.toReversed() : events;
		const all = inOrder.flatMap((event) => Array.from({ length: 1 + duplicates }, () => event));
		const work = this.#sendAll(this.#endpoint, all, delayMs).finally(() =>
			this.#underWay.delete(work),
		);
		this.#underWay.add(work);
	}

	/** When everything has arrived or was given up. */
	async settled(): Promise<void> {
		while (this.#underWay.size > 0) await Promise.all(this.#underWay);
	}

	async stop(): Promise<void> {
		this.#stopped.abort();
		await this.settled();
	}

	async #sendAll(endpoint: Endpoint, events: Stripe.Event[], delayMs: number): Promise<void> {
		if (delayMs > 0) await this.#wait(delayMs);
		for (const event of events) await this.#send(endpoint, event);
	}

	async #send({ url, secret }: Endpoint, event: Stripe.Event): Promise<void> {
		const payload = JSON.stringify(event);
		for (const pause of [0, ...AGAIN_AFTER_MS]) {
			if (pause > 0) await this.#wait(pause);
			if (this.#stopped.signal.aborted) return;
			if (await this.#post(url, secret, payload)) return;
		}
	}

	async #post(url: string, secret: string, payload: string): Promise<boolean> {
		const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret });
		const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
		try {
			const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(10_000)]);
			const answer = await fetch(url, { method: 'POST', headers, body: payload, signal });
			return answer.ok;
		} catch {
			return false;
		}
	}

	async #wait(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
	}
}
