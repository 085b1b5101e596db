import type { Reading } from './held';
import type { Prices } from './prices';

/** What licences that are still held cost, by the prices an organisation gave; it is no bill. */
export interface Costs {
	/** Of all together a month, such as `€1,234.50`; null: no price is known. */
	readonly all: string | null;
	/** Of how many licences no price is known. */
	readonly unpriced: number;
	/** Of one licence a month, by product; absent: not known. */
	readonly of: ReadonlyMap<string, string>;
	/** Every product that is held or has a price, by name, with its price as it is typed. */
	readonly products: readonly { readonly sku: string; readonly typed: string }[];
}

/** What the licences of a reading cost. A licence that somebody holds directly and by a group is one. */
export function costsOf(reading: Reading, { currency, of: prices }: Prices): Costs {
	const held = 'holders' in reading ? reading.holders.flatMap((one) => one.held) : [];
	const names = held.map(({ name }) => name);
	const known = names.filter((name) => prices.has(name));
	const sum = known.reduce((total, name) => total + (prices.get(name) ?? 0), 0);
	const money = (hundredths: number) => moneyOf(hundredths, currency);
	return {
		all: known.length === 0 ? null : money(sum),
		unpriced: names.length - known.length,
		of: new Map([...prices].map(([sku, hundredths]) => [sku, money(hundredths)])),
		products: [...new Set([...names, ...prices.keys()])].sort().map((sku) => {
			const hundredths = prices.get(sku);
			return { sku, typed: hundredths === undefined ? '' : (hundredths / 100).toFixed(2) };
		}),
	};
}

/** @param currency ISO 4217 */
function moneyOf(hundredths: number, currency: string | null): string {
	if (currency === null) return '';
	const words = new Intl.NumberFormat('en', {
		...{ style: 'currency', currency, currencyDisplay: 'code' },
	});
	return words.format(hundredths / 100);
}
