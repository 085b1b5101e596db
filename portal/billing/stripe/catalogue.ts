import type Stripe from 'stripe';
import { CHOICES, lookupKey, PERIODS, PLAN_NAMES, type Choice } from '../entitlement/plans';
import { setUpCatalogue, PORTAL_MARK, productId } from './set-up';

const KEPT_MS = 10 * 60_000;

/** What is sold at Stripe, as ids; read once in a while, because prices are changed there. */
export class Catalogue {
	readonly #client: Stripe;
	readonly #setsUp: boolean;
	#known: { readonly at: number; readonly prices: Promise<readonly Stripe.Price[]> } | null = null;
	#configuration: Promise<string | null> | null = null;

	/** @param setsUp whether what is missing is made: at a simulated Stripe */
	constructor(client: Stripe, setsUp: boolean) {
		this.#client = client;
		this.#setsUp = setsUp;
	}

	/** The price of a choice. @throws Error for the log when it was not set up */
	async priceOf(choice: Choice): Promise<string> {
		const price = (await this.#prices()).find((one) => one.lookup_key === lookupKey(choice));
		if (price) return price.id;
		this.#known = null;
		throw new Error(`There is no price ${lookupKey(choice)} at Stripe: npm run stripe:setup`);
	}

	/** What a price is for, those too that are not sold any more; null for one that is none of ours. */
	async choiceOf(price: string | Stripe.Price): Promise<Choice | null> {
		if (typeof price !== 'string') return choiceFrom(price);
		const known = (await this.#prices()).find(({ id }) => id === price);
		return choiceFrom(known ?? (await this.#client.prices.retrieve(price)));
	}

	/** What customers may change by themselves at Stripe; null: what the account says. */
	async portalConfiguration(): Promise<string | null> {
		await this.#prices();
		this.#configuration ??= configurationIn(this.#client).catch((error: unknown) => {
			this.#configuration = null;
			throw error;
		});
		return await this.#configuration;
	}

	async #prices(): Promise<readonly Stripe.Price[]> {
		if (this.#known === null || Date.now() - this.#known.at > KEPT_MS) {
			const prices = this.#read();
			this.#known = { at: Date.now(), prices };
			// What failed is asked again the next time.
			prices.catch(() => (this.#known = null));
		}
		return await this.#known.prices;
	}

	async #read(): Promise<readonly Stripe.Price[]> {
		if (this.#setsUp) await setUpCatalogue(this.#client);
		const wanted = { lookup_keys: CHOICES.map(lookupKey), active: true, limit: 100 };
		return (await this.#client.prices.list(wanted)).data;
	}
}

async function configurationIn(client: Stripe): Promise<string | null> {
	const { data } = await client.billingPortal.configurations.list({ active: true, limit: 100 });
	return data.find(({ metadata }) => metadata?.offboardiq === PORTAL_MARK)?.id ?? null;
}

function choiceFrom({ product, recurring }: Stripe.Price): Choice | null {
	const id = typeof product === 'string' ? product : product.id;
	const plan = PLAN_NAMES.find((name) => productId(name) === id);
	const period = PERIODS.find((one) => one === recurring?.interval);
	return plan && period ? { plan, period } : null;
}
