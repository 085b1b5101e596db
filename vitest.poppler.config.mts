import { defineConfig } from 'vitest/config';

/** The tests that need poppler's tools, qpdf, NSS and OpenSSL, apart from `npm test`, which needs nothing but Node. */
export default defineConfig({
	test: {
		include: ['test/poppler/**/*.poppler.ts'],
		testTimeout: 60_000,
		hookTimeout: 60_000,
	},
});
