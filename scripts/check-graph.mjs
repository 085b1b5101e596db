// Syncs the people of a sandbox tenant, offboards everybody, first dry, syncs again, and has every request and answer checked by a program that
// knows Microsoft's published metadata. The program is not part of the product: GRAPH_CHECKER is its path.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rehearse } from './rehearsal.mjs';

const checker = process.env.GRAPH_CHECKER;
if (!checker || !existsSync(checker)) {
	console.error(
		'Set GRAPH_CHECKER to the path of the program that checks a log of Graph requests.',
	);
	process.exit(1);
}

/** Everybody written by hand in the sandbox's cast has a case of their own; the crowd behind them repeats. */
const PEOPLE = 40;

/** Some cases wait on purpose: replication, throttling. Several at a time, so that they wait together. */
const AT_ONCE = 8;

async function offboardAll(users, offboard, dryRun) {
	const queue = [...users];
	const work = async () => {
		for (let user = queue.shift(); user; user = queue.shift()) await offboard(user, dryRun);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Everybody, then what changed, then each kind of group, those that are refused included. */
async function syncAll(sandbox, sync) {
	await sync();
	await sync();
	for (const { profile } of sandbox.tenant.groups) await sync(profile.id);
	await sync(sandbox.tenant.administrativeUnits[0].id);
	sandbox.tenant.deltaSnapshots = {};
	await sync();
}

/** The checker looks into the requests of a `$batch`, not into its answers: each pair becomes a line of its own. */
function membersOf(entry) {
	if (!/\/\$batch$/.test(entry.url) || !Array.isArray(entry.body?.requests)) return [];
	const version = entry.url.replace(/\/\$batch$/, '');
	return entry.body.requests.flatMap((request) => {
		const answer = entry.responseBody?.responses?.find(({ id }) => id === request.id);
		if (!answer) return [];
		return [
			{
				method: request.method,
				url: `${version}/${request.url.replace(/^\//, '')}`,
				headers: request.headers ?? {},
				body: request.body,
				status: answer.status,
				responseHeaders: answer.headers ?? {},
				responseBody: answer.body,
			},
		];
	});
}

function expandBatches(logFile) {
	const entries = readFileSync(logFile, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	const lines = entries.flatMap((entry) => [entry, ...membersOf(entry)]);
	writeFileSync(logFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const status = await rehearse(
	{ users: PEOPLE },
	async ({ sandbox, users, logFile, offboard, sync }) => {
		await syncAll(sandbox, sync);
		await offboardAll(users, offboard, true);
		await offboardAll(users, offboard, false);
		await syncAll(sandbox, sync);
		expandBatches(logFile);
		const args = [checker, logFile, '--ajv', process.cwd(), ...process.argv.slice(2)];
		return spawnSync(process.execPath, args, { stdio: 'inherit' }).status;
	},
);
process.exit(status ?? 1);
