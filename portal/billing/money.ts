const DOLLARS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** “$1,490.00”, with a minus where money comes back. */
export const dollars = (cents: number): string => DOLLARS.format(cents / 100);

/** “$149” where there are no cents: for prices. */
export const price = (cents: number): string => dollars(cents).replace(/\.00$/, '');

const DAY = new Intl.DateTimeFormat('en-GB', {
	...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
});

/** “3 December 2026”, in UTC as Stripe counts days. */
export const day = (iso: string): string => DAY.format(new Date(iso));
