/**
 * Money in the words of its currency: “$1,490.00”, with a minus where it comes back.
 *
 * @param amount in the smallest unit, as Stripe counts
 * @param currency three letters
 */
export function money(amount: number, currency: string): string {
	const words = new Intl.NumberFormat('en-US', { style: 'currency', currency });
	// Yen have no cents.
	return words.format(amount / 10 ** (words.resolvedOptions().maximumFractionDigits ?? 2));
}

/** The same in dollars, in which plans are sold. */
export const dollars = (cents: number): string => money(cents, 'usd');

/** “$149” where there are no cents: for prices. */
export const price = (cents: number): string => dollars(cents).replace(/\.00$/, '');

const DAY = new Intl.DateTimeFormat('en-GB', {
	...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
});

/** “3 December 2026”, in UTC as Stripe counts days. */
export const day = (iso: string): string => DAY.format(new Date(iso));
