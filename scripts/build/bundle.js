'use strict';

const { cp, writeFile } = require('node:fs/promises');
const { dirname, join } = require('node:path');
const esbuild = require('esbuild');
const { noticesFor } = require('./third-party.js');

const VENDOR = 'nodes/shared/vendor';

// The CommonJS build. An `import` would choose the other one, whose `import.meta.url` means nothing inside a bundle.
const PDFKIT = require.resolve('pdfkit');

// What pdfkit reads from beside itself: the colour profile that PDF/A asks for.
const PDFKIT_DATA = 'data/sRGB_IEC61966_2_1.icc';

/**
 * Puts the SDKs into the vendor files, so that the published pack needs no runtime dependency.
 * Their licences go into THIRD-PARTY.txt beside them.
 */
async function bundleSdks() {
	const { metafile } = await esbuild.build({
		entryPoints: ['bidi', 'microsoft', 'pdfkit', 'pki'].map((name) => `${VENDOR}/${name}.ts`),
		outdir: `dist/${VENDOR}`,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node24',
		minify: true,
		legalComments: 'linked',
		external: ['n8n-workflow'],
		alias: { pdfkit: PDFKIT },
		metafile: true,
		logLevel: 'warning',
	});
	await cp(join(dirname(PDFKIT), PDFKIT_DATA), join('dist', VENDOR, PDFKIT_DATA));
	await writeFile(`dist/${VENDOR}/THIRD-PARTY.txt`, noticesFor(Object.keys(metafile.inputs)));
}
bundleSdks.displayName = 'bundle';

module.exports = { bundleSdks };
