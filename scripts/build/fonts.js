'use strict';

const { copyFile, mkdir } = require('node:fs/promises');
const { dirname, join } = require('node:path');

const TARGET = 'dist/nodes/shared/record/pdf/fonts';

/** Every typeface the PDF uses; a test holds this list against `FONT_FILES` in nodes/shared/record/pdf/fonts.ts. */
const FONTS = [
	{
		package: 'atkinson-hyperlegible-next',
		family: 'AtkinsonHyperlegibleNext',
		weights: ['400Regular', '600SemiBold'],
	},
	{
		package: 'atkinson-hyperlegible-mono',
		family: 'AtkinsonHyperlegibleMono',
		weights: ['400Regular'],
	},
	{ package: 'noto-sans', family: 'NotoSans', weights: ['400Regular'] },
	{ package: 'noto-sans-hebrew', family: 'NotoSansHebrew', weights: ['400Regular'] },
	{ package: 'noto-sans-arabic', family: 'NotoSansArabic', weights: ['400Regular'] },
	{ package: 'noto-sans-sc', family: 'NotoSansSC', weights: ['400Regular'] },
];

/** Copies the TrueType files, and each family's Open Font License, which must travel with them. */
async function copyFonts() {
	await mkdir(TARGET, { recursive: true });
	await Promise.all(FONTS.map(copyFamily));
}
copyFonts.displayName = 'fonts';

async function copyFamily({ package: name, family, weights }) {
	const folder = dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
	await copyFile(join(folder, 'LICENSE_FONT'), join(TARGET, `${family}.OFL.txt`));
	for (const weight of weights) {
		const file = `${family}_${weight}.ttf`;
		await copyFile(join(folder, weight, file), join(TARGET, file));
	}
}

module.exports = { copyFonts };
