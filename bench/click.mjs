// From the click on “Offboard now” in the portal, in a tenant that takes 200 ms for every answer: until the account is
// disabled there, until a browser is told of it, and until the record is there. Portal, tenant and browser are three
// processes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandboxProcess } from '../scripts/sandbox-process.mjs';
import { median, row } from './table.mjs';

const LATENCY_MS = 200;
// Of fewer, the 99th of a hundred would be the very first one, which warms the process up.
const CLICKS = Number(process.env.CLICKS ?? 100);
const folder = mkdtempSync(join(tmpdir(), 'offboardiq-click-'));
const logFile = join(folder, 'tenant.jsonl');
const options = ['--users', String(CLICKS + 60), '--latency', String(LATENCY_MS), '--log', logFile];
const sandbox = await startSandboxProcess(options);

const file = fileURLToPath(new URL('./click/serve.mjs', import.meta.url));
const child = spawn(process.execPath, [file, folder, JSON.stringify(sandbox.connection)], {
	stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	// As the command starts itself.
	env: { UV_THREADPOOL_SIZE: '8', ...process.env },
});
const nextMessage = () =>
	new Promise((resolve, reject) => {
		child.once('message', resolve);
		child.once('exit', (code) => reject(new Error(`The portal ended with ${code}.`)));
	}).finally(() => child.removeAllListeners('exit').removeAllListeners('message'));
const portal = await nextMessage();

/** One at a time. */
async function ask(what, about = {}) {
	child.send({ ask: what, ...about });
	return (await nextMessage()).answer;
}

async function send(path, form) {
	return await fetch(portal.url + path, {
		...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
		headers: { cookie: portal.cookie, 'sec-fetch-site': 'same-origin' },
	});
}

/** When the tenant had done what disables an account, by the person's id. */
function disabledAt() {
	const lines = readFileSync(logFile, 'utf8').trim().split('\n');
	const found = new Map();
	for (const { body, at } of lines.map((line) => JSON.parse(line))) {
		// It travels with the request that reads it back.
		for (const part of body?.requests ?? []) {
			if (part.method !== 'PATCH' || part.body?.accountEnabled !== false) continue;
			const [, id] = /users\/([^/?]+)/.exec(part.url) ?? [];
			if (!found.has(id)) found.set(id, Date.parse(at) + LATENCY_MS);
		}
	}
	return found;
}

/** Whom it can be done to: members who are licensed for nothing odd. */
async function people() {
	const answer = await fetch(`${sandbox.connection.graphBaseUrl}/_state`);
	const { users } = await answer.json();
	return users
		.map(({ id, profile, userPrincipalName }) => ({
			id: id ?? profile.id,
			upn: userPrincipalName ?? profile.userPrincipalName,
		}))
		.filter(({ upn }) => !upn.includes('#EXT#'))
		.slice(-CLICKS);
}

/** Takes down when a browser is told of each word of a run. */
async function watch(path, heard, until) {
	const response = await fetch(`${portal.url}${path}/events?after=0`, {
		headers: { cookie: portal.cookie },
		signal: until,
	});
	try {
		for await (const chunk of response.body) {
			const now = Date.now();
			for (const [, id] of Buffer.from(chunk)
				.toString()
				.matchAll(/^id: (\d+)$/gm)) {
				if (!heard.has(Number(id))) heard.set(Number(id), now);
			}
		}
	} catch {
		// It was told to stop.
	}
}

async function ended(run) {
	for (;;) {
		const finishedAt = await ask('run', { run });
		if (finishedAt) return finishedAt;
		// Whoever asks more often only takes the processor from it.
		await sleep(150);
	}
}

/** So long the last word is waited for: whoever has not heard it by then never hears it. */
const PATIENCE_MS = 5_000;

/** @returns how late each word of the run came, ms */
async function lateness(run, heard, patience = PATIENCE_MS) {
	const events = await ask('events', { run });
	const isHeard = events.every(({ sequence }) => heard.has(sequence));
	if (!isHeard && patience > 0) {
		await sleep(100);
		return await lateness(run, heard, patience - 100);
	}
	return events.map(({ sequence, at }) => (heard.get(sequence) ?? Infinity) - Date.parse(at));
}

async function click({ id, upn }, number) {
	await ask('another', { number });
	const wish = { user: id, devices: 'wipeCompany' };
	const shown = await (await send('/offboardings/preview', wish)).text();
	const preview = /name="preview" value="([^"]+)"/.exec(shown)?.[1] ?? '';
	const clicked = Date.now();
	const answer = await send('/offboardings', { ...wish, preview, confirm: upn });
	const path = answer.headers.get('location');
	if (!path?.startsWith('/offboardings/')) throw new Error(`${upn}: ${await answer.text()}`);
	const stop = new AbortController();
	const heard = new Map();
	const watched = watch(path, heard, stop.signal);
	const run = path.split('/').at(-1);
	const finishedAt = await ended(run);
	const late = await lateness(run, heard);
	stop.abort();
	await watched;
	return { clicked, id, runMs: Date.parse(finishedAt) - clicked, lateMs: Math.max(...late) };
}

const p99 = (times) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1];

try {
	const clicks = [];
	for (const person of await people()) clicks.push(await click(person, clicks.length));
	const disabled = disabledAt();
	const lockMs = clicks.map(({ clicked, id }) => (disabled.get(id) ?? Infinity) - clicked);
	const name = `portal, ${LATENCY_MS} ms tenant, ${clicks.length} clicks`;
	row(
		`${name}: until accountEnabled is false`,
		`median ${median(lockMs)} ms, p99 ${p99(lockMs)} ms`,
		{
			...{ target: 'p99 450 ms', met: p99(lockMs) <= 450 },
		},
	);
	const late = clicks.map(({ lateMs }) => lateMs);
	row(`${name}: until a browser is told of a step`, `worst ${Math.max(...late)} ms`, {
		...{ target: '1 s', met: Math.max(...late) <= 1_000 },
	});
	const whole = clicks.map(({ runMs }) => runMs);
	row(`${name}: until the record is there`, `median ${median(whole)} ms`, {
		...{ target: '3 s', met: median(whole) <= 3_000 },
	});
} finally {
	await ask('stop').catch(() => child.kill());
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
}
