import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type Stripe from 'stripe';
import { seconds } from './objects/ids';

/** How a card behaves. */
export type Card = 'good' | 'declined' | 'declinedLater' | 'asks';

/** What becomes of a subscription after the last try of its payment: a setting of the account. */
export type AfterTries = 'end' | 'unpaid' | 'pastDue';

/** What goes wrong with webhooks, on wish. */
export interface WebhookFaults {
	/** Each is sent so often more. */
	duplicates: number;
	/** The newest first. */
	reorder: boolean;
	delayMs: number;
	/** None is sent. */
	drop: boolean;
}

type ById<T> = Record<string, T>;

/** Everything the simulated Stripe knows. */
export interface Kept {
	customers: ById<Stripe.Customer>;
	/** Ids of those who were deleted. */
	gone: string[];
	/** By customer. */
	cards: ById<{ behaves: Card; last4: string }>;
	products: ById<Stripe.Product>;
	prices: ById<Stripe.Price>;
	sessions: ById<Stripe.Checkout.Session>;
	/** Of sessions: what is bought, and for which metadata. */
	carts: ById<{ price: string; metadata: unknown }>;
	subscriptions: ById<Stripe.Subscription>;
	schedules: ById<Stripe.SubscriptionSchedule>;
	invoices: ById<Stripe.Invoice>;
	/** Of subscriptions: the price that is taken once its invoice is paid. */
	pending: ById<{ price: string; invoice: string; at: number }>;
	configurations: ById<Stripe.BillingPortal.Configuration>;
	portals: ById<Stripe.BillingPortal.Session>;
	clocks: ById<Stripe.TestHelpers.TestClock>;
	/** Of customers without a clock: so many seconds ahead. */
	ahead: ById<number>;
	events: Stripe.Event[];
	/** By idempotency key. */
	answers: ById<{ request: string; status: number; body: unknown }>;
	faults: WebhookFaults;
	/** Of customers: so many percent off. */
	discounts: ById<number>;
	afterTries: AfterTries;
}

const EMPTY: () => Kept = () => ({
	...{ customers: {}, gone: [], cards: {}, products: {}, prices: {}, sessions: {}, carts: {} },
	...{ subscriptions: {}, schedules: {}, invoices: {}, pending: {}, configurations: {} },
	...{ portals: {}, clocks: {}, ahead: {}, events: [], answers: {} },
	faults: { duplicates: 0, reorder: false, delayMs: 0, drop: false },
	...{ discounts: {}, afterTries: 'end' },
});

/** The state, in a file where one is named. */
export class State {
	readonly kept: Kept;
	readonly #file: string | null;
	readonly #now: () => Date;

	constructor(file: string | null, now: () => Date) {
		this.#file = file;
		this.#now = now;
		if (file !== null) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		const isThere = file !== null && existsSync(file);
		this.kept = isThere
			? { ...EMPTY(), ...(JSON.parse(readFileSync(file, 'utf8')) as Kept) }
			: EMPTY();
	}

	save(): void {
		if (this.#file === null) return;
		writeFileSync(`${this.#file}.new`, JSON.stringify(this.kept), { mode: 0o600 });
		renameSync(`${this.#file}.new`, this.#file);
	}

	/** The time a customer lives in: of a test clock, or this machine's and what it was moved ahead. */
	timeOf(customer: string | null): number {
		const clock = this.kept.customers[customer ?? '']?.test_clock;
		const frozen = typeof clock === 'string' ? this.kept.clocks[clock]?.frozen_time : undefined;
		return frozen ?? seconds(this.#now()) + (this.kept.ahead[customer ?? ''] ?? 0);
	}
}

/** The id of something that may be there as a whole. */
export const idOf = (one: string | { id: string } | null | undefined): string =>
	typeof one === 'string' ? one : (one?.id ?? '');
