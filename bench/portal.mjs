// The portal over a directory of 100,000 people: fifty users in a closed loop, each of whom asks for the next page when
// the one before has come and was looked at for a second; then while a list of people is being offboarded, writing too.
// Portal, tenant and users are three processes.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { row } from './table.mjs';

const PEOPLE = Number(process.env.PORTAL_PEOPLE ?? 100_000);
const USERS = 50;
const SECONDS = Number(process.env.PORTAL_SECONDS ?? 20);
const THINK_MS = 1_000;
const folder = mkdtempSync(join(tmpdir(), 'offboardiq-portal-'));

/** The portal with a tenant of so many people, synced, and a cookie of its owner. */
function startPortal() {
	const file = fileURLToPath(new URL('./portal/serve.mjs', import.meta.url));
	const child = spawn(process.execPath, [file, folder, String(PEOPLE)], {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		// As the command starts itself.
		env: { UV_THREADPOOL_SIZE: '8', ...process.env },
	});
	return new Promise((resolve, reject) => {
		child.once('exit', (code) => reject(new Error(`The portal ended with ${code}.`)));
		child.on('message', (message) => message.url && resolve({ child, ...message }));
	});
}

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const WORDS = [
	'an',
	'anna',
	'schmi',
	'sales',
	'engineer',
	'finance',
	'zo',
	'mull',
	'bianchi',
	'qqqq',
	'car',
	'anna s',
];

/** What somebody who looks for people asks for: the list, a search as it is typed, a filter, a page, a person. */
function nextRead(state) {
	const chance = Math.random();
	if (chance < 0.15) return '/employees';
	if (chance < 0.6) return `/employees?q=${encodeURIComponent(pick(WORDS))}`;
	if (chance < 0.7)
		return `/employees?department=${encodeURIComponent(pick(['Finance', 'IT', 'Retail']))}`;
	if (chance < 0.72) return '/employees?kind=guest&sort=desc';
	if (chance < 0.75) return '/employees?by=department';
	if (chance < 0.9 && state.next) return state.next;
	return state.person ?? '/employees';
}

function remember(state, text) {
	const next = /href="([^"]+)" aria-label="Next page"/.exec(text)?.[1];
	if (next) state.next = next.replaceAll('&amp;', '&');
	state.person = /class="name" href="([^"]+)"/.exec(text)?.[1] ?? state.person;
}

/** A kept connection may be closed by the server at the moment it is used again; browsers ask once more too. */
async function send(...request) {
	return await sendOnce(...request).catch((error) => {
		if (error.cause?.code !== 'ECONNRESET') throw error;
		return sendOnce(...request);
	});
}

async function sendOnce(base, cookie, path, form) {
	const began = performance.now();
	const response = await fetch(base + path, {
		method: form ? 'POST' : 'GET',
		headers: { cookie, 'sec-fetch-site': 'same-origin' },
		redirect: 'manual',
		...(form ? { body: new URLSearchParams(form) } : {}),
	});
	const text = await response.text();
	if (response.status >= 400) throw new Error(`${path} was answered ${response.status}.`);
	return { ms: performance.now() - began, text };
}

/** Fifty users, for so long. @returns milliseconds of each read and each write, sorted */
async function load({ url, cookie, tenantId }, { thinkMs, writes }) {
	const reads = [];
	const written = [];
	const until = performance.now() + SECONDS * 1_000;
	const user = async () => {
		const state = {};
		await sleep(Math.random() * thinkMs);
		while (performance.now() < until) {
			if (writes && Math.random() < 0.3) {
				written.push((await send(url, cookie, `/tenants/${tenantId}/work-in`, {})).ms);
			} else {
				const { ms, text } = await send(url, cookie, nextRead(state));
				reads.push(ms);
				remember(state, text);
			}
			if (thinkMs > 0) await sleep(thinkMs * (0.5 + Math.random()));
		}
	};
	await Promise.all(Array.from({ length: USERS }, user));
	const sorted = (list) => list.sort((a, b) => a - b);
	return { reads: sorted(reads), written: sorted(written) };
}

const at = (sorted, share) =>
	sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function report(name, sorted, most) {
	const p99 = at(sorted, 0.99);
	const rate = (sorted.length / SECONDS).toFixed(0);
	const measured = `p50 ${at(sorted, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (${sorted.length} requests, ${rate}/s)`;
	row(name, measured, most === null ? {} : { target: `p99 <= ${most} ms`, met: p99 <= most });
}

/** Tells the portal's process something, and waits for its answer. */
function told(what, isAnswer) {
	return new Promise((resolve) => {
		portal.child.on('message', (message) => isAnswer(message) && resolve(message));
		portal.child.send(what);
	});
}

const portal = await startPortal();
const name = `portal, ${PEOPLE.toLocaleString('en')} people, ${USERS} users in a closed loop`;
try {
	await load(portal, { thinkMs: 200, writes: false });
	const calm = await load(portal, { thinkMs: THINK_MS, writes: false });
	report(`${name}, a second between pages: reads`, calm.reads, 100);
	await told('bulk', (message) => message === 'bulk');
	const busy = await load(portal, { thinkMs: THINK_MS, writes: true });
	report(`${name}, while a list is offboarded: reads`, busy.reads, 100);
	report(`${name}, while a list is offboarded: writes`, busy.written, 150);
	const { during } = await told('calm', (message) => message.during !== undefined);
	row(`${name}, while a list is offboarded: steps of the list`, `${during} in ${SECONDS} s`, {});
	const pressed = await load(portal, { thinkMs: 0, writes: false });
	report(`${name} without a pause, as fast as it goes: reads`, pressed.reads, null);
} finally {
	portal.child.removeAllListeners('exit');
	portal.child.send('stop');
	await new Promise((resolve) => portal.child.once('exit', resolve));
	rmSync(folder, { recursive: true, force: true });
}
