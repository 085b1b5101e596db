// How long an offboarding takes, engine, journal, requests and PDF included, against a sandbox that answers at once.
import { performance } from 'node:perf_hooks';
import { readFileSync } from 'node:fs';
import { rehearse } from '../scripts/rehearsal.mjs';
import { row } from './table.mjs';

const RUNS = 100;
const WARM_UP = 10;
// The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them.
const SPECIAL = 50;

/** The value below which a share of the sorted times lies. */
const quantile = (sorted, share) =>
	sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

await rehearse({ users: SPECIAL + WARM_UP + RUNS }, async ({ users, logFile, offboard }) => {
	const times = [];
	for (const [at, user] of users.slice(SPECIAL).entries()) {
		const began = performance.now();
		await offboard(user, false);
		if (at >= WARM_UP) times.push(performance.now() - began);
	}
	times.sort((a, b) => a - b);
	const requests = readFileSync(logFile, 'utf8').trim().split('\n').length;
	const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
	row(
		`${times.length} offboardings one after the other, tenant without latency`,
		`median ${quantile(times, 0.5).toFixed(0)} ms, 95 % below ${quantile(times, 0.95).toFixed(0)} ms; ` +
			`${(requests / users.length).toFixed(1)} requests each; ${megabytes} MB, sandbox in the same process`,
	);
});
