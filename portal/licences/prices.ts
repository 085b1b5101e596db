import { recordAct } from '../audit/acts';
import type { Member } from '../accounts/visitor';
import type { Queries } from '../database/schema';
import type { FieldError } from '../http/form';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';

/** What an organisation pays for one licence a month, by product. */
export interface Prices {
	/** ISO 4217; null: no price is known. */
	readonly currency: string | null;
	/** In hundredths of the currency, by what Microsoft calls the product. */
	readonly of: ReadonlyMap<string, number>;
}

/** Every currency somebody may choose, by its code. */
export const CURRENCIES: readonly string[] = Intl.supportedValuesOf('currency');

/** A tenant has some dozens of products. */
const MOST = 200;
const LONGEST_NAME = 200;
const AMOUNT = /^(\d{1,6})(?:[.,](\d{1,2}))?$/;

/** What an organisation has said. */
export async function pricesOf(db: Queries, organisationId: string): Promise<Prices> {
	const rows = await db
		.selectFrom('licence_price')
		.select(['sku', 'hundredths', 'currency'])
		.where('organisation_id', '=', organisationId)
		.orderBy('sku')
		.execute();
	const of = new Map(rows.map(({ sku, hundredths }) => [sku, Number(hundredths)]));
	return { currency: rows[0]?.currency ?? null, of };
}

/** Prices as they were typed, or what has to be put right; an empty amount is one that nobody knows. */
export function pricesIn(
	body: unknown,
): { readonly prices: Prices } | { readonly errors: readonly FieldError[] } {
	const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
	const text = (name: string) => {
		const value = Object.hasOwn(fields, name) ? fields[name] : '';
		return typeof value === 'string' ? value.trim() : '';
	};
	const [of, errors] = [new Map<string, number>(), [] as FieldError[]];
	for (let at = 0; at < MOST; at++) {
		const [sku, amount] = [text(`sku-${at}`), text(`price-${at}`)];
		if (sku === '' || sku.length > LONGEST_NAME || amount === '') continue;
		const [, whole, part = ''] = AMOUNT.exec(amount) ?? [];
		if (whole === undefined) errors.push({ field: `price-${at}`, says: HOW });
		else of.set(sku, Number(whole) * 100 + Number(part.padEnd(2, '0')));
	}
	const currency = text('currency');
	if (!CURRENCIES.includes(currency)) {
		errors.push({ field: 'currency', says: 'Choose a currency of the list.' });
	}
	return errors.length > 0 ? { errors } : { prices: { currency, of } };
}

const HOW = 'Write the price of one licence a month as 52.80, or leave it empty.';

/** Keeps what an organisation says it pays, in place of what it said before. */
export async function keepPrices(
	services: Services,
	{ accountId, organisation }: Member,
	{ currency, of }: Prices,
): Promise<void> {
	const { db, now } = services;
	await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisation.id);
		await tx.deleteFrom('licence_price').where('organisation_id', '=', organisation.id).execute();
		const rows = [...of].map(([sku, hundredths]) => ({
			...{ organisation_id: organisation.id, sku, hundredths, currency: currency ?? '' },
			changed_at: now().toISOString(),
		}));
		if (rows.length > 0) await tx.insertInto('licence_price').values(rows).execute();
		const facts = { count: rows.length, currency };
		const act = { type: 'organisation.licencePrices', by: accountId, facts } as const;
		await recordAct(services, tx, organisation.id, act);
	});
}
