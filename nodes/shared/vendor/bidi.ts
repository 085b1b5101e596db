/** The one door to bidi-js: the Unicode bidirectional algorithm (UAX #9). The build bundles this file. */
import bidiFactory from 'bidi-js';

interface Bidi {
	getEmbeddingLevels(text: string, direction: 'ltr'): { readonly levels: Uint8Array };
	getMirroredCharacter(character: string): string | null;
}

const bidi = (bidiFactory as unknown as () => Bidi)();

/** How deep each UTF-16 unit of a text is in changes of direction: even goes to the right, odd to the left. */
export function levelsOf(text: string): Uint8Array {
	return bidi.getEmbeddingLevels(text, 'ltr').levels;
}

/** The bracket that means the same when it is read the other way; any other character as it is. */
export function mirrored(character: string): string {
	return bidi.getMirroredCharacter(character) ?? character;
}
