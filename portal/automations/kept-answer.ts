/** So much of an answer is kept, characters. */
const MOST_KEPT = 2_048;

/** Text only, cut, without signs that are not seen, and without the secrets that were sent along. Null: nothing. */
export function keptAnswer(text: string, secrets: readonly string[]): string | null {
	let clean = text.replace(/[^\P{C}\n\t]/gu, '\ufffd');
	for (const secret of secrets.flatMap(formsOf)) clean = clean.replaceAll(secret, '[removed]');
	const cut = [...clean].slice(0, MOST_KEPT).join('').trim();
	return cut === '' ? null : cut;
}

/** Shorter ones are in every text. */
const SHORTEST = 6;

/** As it was sent, and what of it is left without the word before it: `Bearer abc` and `abc`. */
const formsOf = (secret: string): readonly string[] =>
	[secret, secret.split(' ').at(-1) ?? ''].filter(({ length }) => length >= SHORTEST);
