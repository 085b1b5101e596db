import { defineConfig } from 'vitest/config';

/** The tests that need poppler's tools, apart from `npm test`, which needs nothing but Node. */
export default defineConfig({
	test: {
		include: ['test/poppler/**/*.poppler.ts'],
		testTimeout: 20_000,
	},
});
