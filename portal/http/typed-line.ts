const LONGEST = 200;

/** What somebody typed as one line of whole letters. */
export const lineOf = (typed: string): string =>
	typed
		.slice(0, LONGEST)
		.toWellFormed()
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
