import { setTimeout as sleep } from 'node:timers/promises';
import type Stripe from 'stripe';

const FIRST_ASK_MS = 100;
const LONGEST_PAUSE_MS = 3_000;
const MOST_WAIT_MS = 120_000;

/** A customer who lives by a test clock. */
export class TestCustomer {
	readonly id: string;
	readonly #client: Stripe;
	readonly #clock: string;
	#now: number;

	private constructor(client: Stripe, id: string, clock: string, now: number) {
		this.#client = client;
		this.id = id;
		this.#clock = clock;
		this.#now = now;
	}

	/** @param card one of Stripe's test payment methods, such as `pm_card_visa` */
	static async make(client: Stripe, card: string): Promise<TestCustomer> {
		const now = Math.floor(Date.now() / 1000);
		const clock = await client.testHelpers.testClocks.create({ frozen_time: now, name: 'check' });
		const customer = await client.customers.create({ name: 'Check', test_clock: clock.id });
		const made = new TestCustomer(client, customer.id, clock.id, now);
		await made.useCard(card);
		return made;
	}

	/** Seconds since 1970, by its clock. */
	get now(): number {
		return this.#now;
	}

	async useCard(card: string): Promise<void> {
		const { id } = await this.#client.paymentMethods.attach(card, { customer: this.id });
		await this.#client.customers.update(this.id, {
			invoice_settings: { default_payment_method: id },
		});
	}

	async subscribe(price: string): Promise<void> {
		await this.#client.subscriptions.create({ customer: this.id, items: [{ price }] });
	}

	/** Moves its time, and waits until everything has happened that was due. At most two periods at once. */
	async advanceTo(seconds: number): Promise<void> {
		const { testClocks } = this.#client.testHelpers;
		await testClocks.advance(this.#clock, { frozen_time: seconds });
		const until = Date.now() + MOST_WAIT_MS;
		let pause = FIRST_ASK_MS;
		while ((await testClocks.retrieve(this.#clock)).status !== 'ready') {
			if (Date.now() > until) throw new Error('The test clock is still advancing.');
			await sleep(pause);
			pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
		}
		this.#now = seconds;
	}

	/** Deletes the clock, and everything that lives by it. */
	async forget(): Promise<void> {
		await this.#client.testHelpers.testClocks.del(this.#clock);
	}
}
