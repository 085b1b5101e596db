import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseFont, type ParsedFont } from '../../vendor/pdfkit';

/** The fonts of the record, by the part they play. */
export type FontName = 'sans' | 'semibold' | 'mono' | 'world' | 'hebrew' | 'arabic' | 'han';

interface FontFile {
	/** File name in the `fonts` folder beside the compiled code, and in the package. */
	readonly file: string;
	/** Package and folder it comes from when nothing was built. */
	readonly from: string;
}

/** The build copies exactly these files. All are under the SIL Open Font License, which allows embedding. */
export const FONT_FILES: Readonly<Record<FontName, FontFile>> = {
	sans: {
		file: 'AtkinsonHyperlegibleNext_400Regular.ttf',
		from: '@expo-google-fonts/atkinson-hyperlegible-next/400Regular',
	},
	semibold: {
		file: 'AtkinsonHyperlegibleNext_600SemiBold.ttf',
		from: '@expo-google-fonts/atkinson-hyperlegible-next/600SemiBold',
	},
	mono: {
		file: 'AtkinsonHyperlegibleMono_400Regular.ttf',
		from: '@expo-google-fonts/atkinson-hyperlegible-mono/400Regular',
	},
	world: { file: 'NotoSans_400Regular.ttf', from: '@expo-google-fonts/noto-sans/400Regular' },
	hebrew: {
		file: 'NotoSansHebrew_400Regular.ttf',
		from: '@expo-google-fonts/noto-sans-hebrew/400Regular',
	},
	arabic: {
		file: 'NotoSansArabic_400Regular.ttf',
		from: '@expo-google-fonts/noto-sans-arabic/400Regular',
	},
	han: { file: 'NotoSansSC_400Regular.ttf', from: '@expo-google-fonts/noto-sans-sc/400Regular' },
};

const parsed = new Map<string, ParsedFont>();

/**
 * One font, parsed the first time it is asked for and kept for the process. `han` is a file of 10 MB: ask for it only
 * when a text needs it.
 *
 * @param name which font.
 * @param folder a folder to look in first.
 * @throws when the file is nowhere to be found.
 */
export function loadFont(name: FontName, folder?: string): ParsedFont {
	const path = fontPath(FONT_FILES[name], folder);
	const known = parsed.get(path);
	if (known) return known;
	const font = parseFont(readFileSync(path));
	parsed.set(path, font);
	return font;
}

function fontPath({ file, from }: FontFile, folder: string | undefined): string {
	const beside = join(folder ?? join(__dirname, 'fonts'), file);
	if (existsSync(beside)) return beside;
	try {
		return createRequire(__filename).resolve(`${from}/${file}`);
	} catch (cause) {
		throw new Error(`The font ${file} is missing from ${beside}. Build the pack again.`, { cause });
	}
}
