import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		globalSetup: ['test/harness/postgres-setup.ts'],
		// Real servers, real databases and real processes on two cores: slow is not wrong, a hang is.
		testTimeout: 20_000,
		hookTimeout: 60_000,
	},
});
