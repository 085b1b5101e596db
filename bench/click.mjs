// From the click on “Offboard now” in the portal, in a tenant that takes 200 ms for every answer: until the account is
// disabled there, until a browser is told of it, and until the record is there. The tenant is a process of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import portalIndex from '../dist/portal/index.js';
import runnerIndex from '../dist/runner/index.js';
import { startSandboxProcess } from '../scripts/sandbox-process.mjs';
import { median, row } from './table.mjs';

const LATENCY_MS = 200;
// Of fewer, the 99th of a hundred would be the very first one, which warms the process up.
const CLICKS = Number(process.env.CLICKS ?? 100);
const folder = mkdtempSync(join(tmpdir(), 'offboardiq-click-'));
const logFile = join(folder, 'tenant.jsonl');
const options = ['--users', String(CLICKS + 60), '--latency', String(LATENCY_MS), '--log', logFile];
const sandbox = await startSandboxProcess(options);
const runner = await runnerIndex.openRunner({ dataFolder: folder });
const portal = await portalIndex.startPortal({
	...{ runner, dataFolder: folder, port: 0, environment: {} },
});

let cookie = '';
async function send(path, form) {
	const response = await fetch(portal.url + path, {
		...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
		headers: { cookie, 'sec-fetch-site': 'same-origin' },
		redirect: 'manual',
	});
	cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
	return response;
}

async function prepare() {
	const password = 'correct horse battery';
	await send('/auth/signup', { name: 'Bench', email: 'bench@corp.example', password });
	await send('/welcome/organisation', { name: 'Bench' });
	await send('/welcome/team', { skip: '1' });
	await send('/welcome/later', {});
	const { db } = runner;
	const organisation = await db.selectFrom('organisation').select('id').executeTakeFirstOrThrow();
	// As many as the bench needs, not as many as a trial covers.
	const ends = new Date(Date.now() + 864e5).toISOString();
	await db.updateTable('organisation').set({ trial_ends_at: ends }).execute();
	const connection = runnerIndex.parseConnection(sandbox.connection);
	const { tenantId } = connection;
	const id = await runner.connections.keep(connection, tenantId);
	await db
		.insertInto('tenant')
		.values({
			...{ tenant_id: tenantId, organisation_id: organisation.id, name: 'Bench' },
			...{ domain: 'corp.example', connection_id: id, scope_group: null, simulated: 1 },
			...{ mark: 0, created_at: new Date().toISOString() },
		})
		.execute();
	await runner.directory.sync({ connection });
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

/** How late a browser is told of what the journal says, at worst, ms; until the run has ended. */
async function watch(path, until) {
	const response = await fetch(`${portal.url}${path}/events?after=0`, {
		headers: { cookie },
		signal: until,
	});
	const heard = new Map();
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
	return heard;
}

async function ended(run) {
	for (;;) {
		const found = await runner.run(run);
		if (found?.finishedAt) return found;
		// Its end is in the journal: whoever asks more often only takes the processor from it.
		await sleep(150);
	}
}

async function click({ id, upn }) {
	// Neither a trial nor one person is asked to bear as many as a bench makes.
	await runner.db.deleteFrom('covered_employee').execute();
	await runner.db
		.updateTable('account')
		.set({ email: `${id}@corp.example` })
		.execute();
	const wish = { user: id, devices: 'wipeCompany' };
	const shown = await (await send('/offboardings/preview', wish)).text();
	const preview = /name="preview" value="([^"]+)"/.exec(shown)?.[1] ?? '';
	const clicked = Date.now();
	const answer = await send('/offboardings', { ...wish, preview, confirm: upn });
	const path = answer.headers.get('location');
	if (!path?.startsWith('/offboardings/')) throw new Error(`${upn}: ${await answer.text()}`);
	const stop = new AbortController();
	const watched = watch(path, stop.signal);
	const run = path.split('/').at(-1);
	const { finishedAt } = await ended(run);
	await sleep(300);
	stop.abort();
	const heard = await watched;
	const events = await runner.events(run, 0);
	const late = events.map(({ sequence, at }) => (heard.get(sequence) ?? Infinity) - Date.parse(at));
	return { clicked, id, runMs: Date.parse(finishedAt) - clicked, lateMs: Math.max(...late) };
}

const p99 = (times) => times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1];

try {
	await prepare();
	const clicks = [];
	for (const person of await people()) clicks.push(await click(person));
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
	await portal.close();
	await runner.close();
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
}
