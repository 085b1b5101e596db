import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		globalSetup: ['test/harness/postgres-setup.ts'],
		// Real servers, real databases and real processes on two cores: slow is not wrong, a hang is.
		testTimeout: 20_000,
		hookTimeout: 60_000,
		// Most of a test is waiting for servers, browsers and databases of its own: two at a time need little more than half
		// the time of one.
		maxWorkers: 2,
	},
});
