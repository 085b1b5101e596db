import { randomInt } from 'node:crypto';

const LENGTH = 40;

/** Four classes; no characters that a form, a log viewer or a terminal would treat as its own. */
const CLASSES = [
	'ABCDEFGHJKLMNPQRSTUVWXYZ',
	'abcdefghijkmnopqrstuvwxyz',
	'23456789',
	'!#%+-=?@^_~',
] as const;

/**
 * A password nobody will ever know: 40 characters from the system's random source, every class at least twice, which
 * is far more than Entra's rule (8 characters, three of four classes) and about 240 bits.
 *
 * It is made and used inside step 2. The caller must not store, print, log or return it.
 * @see https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy
 */
export function randomPassword(): string {
	const certain = CLASSES.flatMap((letters) => [pick(letters), pick(letters)]);
	const everything = CLASSES.join('');
	const rest = Array.from({ length: LENGTH - certain.length }, () => pick(everything));
	return shuffled([...certain, ...rest]).join('');
}

function pick(letters: string): string {
	return letters.charAt(randomInt(letters.length));
}

/** Fisher-Yates, so that the certain ones don't stand in front. */
function shuffled(characters: readonly string[]): readonly string[] {
	const result = [...characters];
	for (let index = result.length - 1; index > 0; index -= 1) {
		const other = randomInt(index + 1);
		const kept = result[index] ?? '';
		result[index] = result[other] ?? '';
		result[other] = kept;
	}
	return result;
}
