// Whether the time of an answer tells who has an account: the same forms for an address that has one and for one that
// has none, in turns, against the portal over HTTP.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import portalIndex from '../dist/portal/index.js';
import runnerIndex from '../dist/runner/index.js';
import { median, row } from './table.mjs';

const PAIRS = Number(process.env.ENUMERATION_PAIRS ?? 300);
const folder = mkdtempSync(join(tmpdir(), 'offboardiq-enumeration-'));
const runner = await runnerIndex.openRunner({ dataFolder: folder });
const portal = await portalIndex.startPortal({
	...{ runner, dataFolder: folder, port: 0 },
	environment: { OFFBOARDIQ_TRUSTED_PROXIES: '1' },
});

let place = 0;
async function send(path, form) {
	// Each try from a place of its own: the limit of tries is not what is measured.
	place += 1;
	const from = `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}`;
	const began = performance.now();
	const response = await fetch(portal.url + path, {
		method: 'POST',
		headers: { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': from },
		body: new URLSearchParams(form),
		redirect: 'manual',
	});
	await response.arrayBuffer();
	return { took: performance.now() - began, status: response.status };
}

const password = 'correct horse battery';
const known = 'known@corp.example';
await send('/auth/signup', { name: 'Known', email: known, password });

async function compare(name, path, form) {
	const times = { known: [], unknown: [] };
	const statuses = new Set();
	for (let n = 0; n < PAIRS * 2; n += 1) {
		const kind = n % 2 === 0 ? 'known' : 'unknown';
		const email = kind === 'known' ? known : `nobody${n}@corp.example`;
		const { took, status } = await send(path, { email, ...form });
		times[kind].push(took);
		statuses.add(status);
	}
	const ratio = median(times.known) / median(times.unknown);
	const said = `x ${ratio.toFixed(3)} (${median(times.known).toFixed(1)} ms, ${median(times.unknown).toFixed(1)} ms)`;
	const met = statuses.size === 1 && Math.abs(ratio - 1) <= 0.05;
	row(`enumeration: ${name}, known by unknown`, said, { target: '0.95 to 1.05', met });
}

try {
	await compare('wrong password', '/auth/signin', { password: 'not this password' });
	await compare('forgotten password', '/auth/forgot', {});
} finally {
	await portal.close();
	await runner.close();
	rmSync(folder, { recursive: true, force: true });
}
