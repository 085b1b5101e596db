// Ten thousand browsers that watch one run: how long from the journal until all of them were told, and what each costs.
// Portal and browsers are processes of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { row } from './table.mjs';

const WATCHERS = Number(process.env.WATCHERS ?? 10_000);
const EVENTS = 10;
const AT_ONCE = 50;
const TARGET_MS = 500;
const TARGET_KIB = 25;
const folder = mkdtempSync(join(tmpdir(), 'offboardiq-watchers-'));

const file = fileURLToPath(new URL('./watchers/serve.mjs', import.meta.url));
const child = spawn(process.execPath, ['--expose-gc', file, folder, String(WATCHERS)], {
	stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const answer = async (asked) => {
	const told = once(child, 'message');
	if (asked) child.send(asked);
	return (await told)[0];
};

const { url, cookies, run } = await answer(null);
const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
/** When each was told what, by the number of the event. */
const heard = new Map();
let open = 0;

function listen(cookie) {
	return new Promise((resolve, reject) => {
		const headers = { cookie };
		const request = get(`${url}/offboardings/${run}/events`, { agent, headers }, (response) => {
			if (response.statusCode !== 200) return reject(new Error(`It said ${response.statusCode}.`));
			open += 1;
			response.on('close', () => (open -= 1));
			response.on('error', () => {});
			response.setEncoding('utf8').on('data', (text) => {
				const now = Date.now();
				for (const [, id] of text.matchAll(/^id: (\d+)$/gm)) {
					if (!heard.has(id)) heard.set(id, []);
					heard.get(id).push(now);
				}
			});
			resolve();
		});
		request.on('error', reject);
	});
}

const before = (await answer('memory')).rss;
for (let at = 0; at < WATCHERS; at += AT_ONCE) {
	const some = Array.from({ length: Math.min(AT_ONCE, WATCHERS - at) }, (_, index) =>
		listen(cookies[Math.floor((at + index) / 10)]),
	);
	await Promise.all(some);
}
await sleep(2_000);
const delays = [];
for (let number = 0; number < EVENTS; number += 1) {
	const last = Math.max(...[...heard.keys()].map(Number));
	const { wroteAt } = await answer('event');
	for (let tries = 0; tries < 200; tries += 1) {
		if ((heard.get(String(last + 1))?.length ?? 0) >= WATCHERS) break;
		await sleep(50);
	}
	const times = heard.get(String(last + 1)) ?? [];
	if (times.length !== WATCHERS) throw new Error(`${times.length} of ${WATCHERS} were told.`);
	delays.push(...times.map((time) => time - wroteAt));
	await sleep(500);
}
const after = (await answer('memory')).rss;
delays.sort((one, other) => one - other);
const p99 = delays[Math.floor(delays.length * 0.99)];
const each = (after - before) / 1024 / WATCHERS;
row(`${WATCHERS} browsers watch a run: from the journal to 99 % of them`, `${p99} ms`, {
	target: `<= ${TARGET_MS} ms`,
	met: p99 <= TARGET_MS,
});
row('memory for each of them', `${each.toFixed(1)} KiB`, {
	target: `<= ${TARGET_KIB} KiB`,
	met: each <= TARGET_KIB,
});
agent.destroy();
child.kill('SIGKILL');
await once(child, 'exit');
rmSync(folder, { recursive: true, force: true });
