import type Stripe from 'stripe';
import type { Services } from '../../services';
import { refresh } from './refresh';
import { isoOf } from './subscription-row';

/** Minutes after which an event is worked on again; after the last it is left to the daily reading. */
const AGAIN_AFTER_MIN = [0.2, 1, 5, 30, 120, 600];
const KEPT_MS = 30 * 24 * 3_600_000;
const AT_ONCE = 50;

/** Writes down that an event came. @returns false for one that came before */
export async function keepEvent({ db, now, log }: Services, event: Stripe.Event): Promise<boolean> {
	const at = now().toISOString();
	if (event.type === 'charge.dispute.created') {
		log.error({ event: event.id }, 'a charge is disputed: answer it at Stripe');
	}
	const kept = await db
		.insertInto('stripe_event')
		.values({
			...{ id: event.id, type: event.type, customer_id: customerIn(event) },
			...{ created_at: isoOf(event.created), received_at: at, next_at: at },
			...{ attempts: 0, done_at: null, trouble: null },
		})
		.onConflict((conflict) => conflict.column('id').doNothing())
		.returning('id')
		.executeTakeFirst();
	return kept !== undefined;
}

/** Whom an event is about: all that is taken from it. */
function customerIn({ data }: Stripe.Event): string | null {
	const object = data.object as { object?: string; id?: string; customer?: unknown };
	if (object.object === 'customer') return object.id ?? null;
	const { customer } = object;
	if (typeof customer === 'string') return customer;
	const id = typeof customer === 'object' && customer !== null && 'id' in customer && customer.id;
	return typeof id === 'string' ? id : null;
}

/** Works off what came: each customer that something was said of is read once. @returns how many events are done */
export async function workOff(services: Services): Promise<number> {
	const { db, now } = services;
	const due = await db
		.selectFrom('stripe_event')
		.select(['id', 'customer_id', 'attempts'])
		.where('done_at', 'is', null)
		.where('next_at', '<=', now().toISOString())
		.orderBy('received_at')
		.limit(AT_ONCE)
		.execute();
	const customers = new Set(due.map(({ customer_id }) => customer_id));
	let done = 0;
	for (const customer of customers) {
		const events = due.filter(({ customer_id }) => customer_id === customer);
		done += await workOffOf(services, customer, events);
	}
	return done;
}

type Due = { readonly id: string; readonly attempts: number };

async function workOffOf(
	services: Services,
	customer: string | null,
	events: readonly Due[],
): Promise<number> {
	const { db, now, log } = services;
	const ids = events.map(({ id }) => id);
	const set = (values: { done_at: string | null; trouble: string | null; next_at?: string }) =>
		db.updateTable('stripe_event').set(values).where('id', 'in', ids).execute();
	const known = await db
		.selectFrom('billing_customer')
		.select('organisation_id')
		.where('customer_id', '=', customer ?? '')
		.executeTakeFirst();
	try {
		const read = known ? await refresh(services, known.organisation_id) : 'none';
		// Somebody reads it at this moment, perhaps from before the event: it is read once more.
		if (read === 'busy') return 0;
		const trouble = read === 'none' ? 'It is about none of our customers.' : null;
		await set({ done_at: now().toISOString(), trouble });
		return ids.length;
	} catch (error) {
		log.error({ err: error, customer }, 'Stripe could not be asked about a customer');
		const attempts = Math.max(...events.map((event) => event.attempts));
		const minutes = AGAIN_AFTER_MIN[attempts];
		const next = new Date(now().getTime() + (minutes ?? 0) * 60_000).toISOString();
		await set({
			done_at: minutes === undefined ? now().toISOString() : null,
			...{ trouble: 'Stripe could not be asked.', next_at: next },
		});
		await db
			.updateTable('stripe_event')
			.set((row) => ({ attempts: row('attempts', '+', 1) }))
			.where('id', 'in', ids)
			.execute();
		return 0;
	}
}

/** Events have done their work; a while they are kept for whoever asks what came. */
export async function forgetOldEvents({ db, now }: Services): Promise<void> {
	const before = new Date(now().getTime() - KEPT_MS).toISOString();
	await db.deleteFrom('stripe_event').where('received_at', '<', before).execute();
}
