// The portal's process: a tenant of many people in a process of its own, synced; the owner's cookie for the users; and,
// when told so, a list of people that is offboarded meanwhile.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import portalIndex from '../../dist/portal/index.js';
import runnerIndex from '../../dist/runner/index.js';
import { startSandboxProcess } from '../../scripts/sandbox-process.mjs';

const [folder, people] = process.argv.slice(2);
const sandbox = await startSandboxProcess(['--users', people]);
const connection = runnerIndex.parseConnection(sandbox.connection);
const BIN = fileURLToPath(new URL('../../runner/bin/offboardiq.js', import.meta.url));
const file = join(folder, 'connection.json');

/** By the command, as the first sync of a large tenant would be made. */
async function sync() {
	const { writeFileSync } = await import('node:fs');
	writeFileSync(file, JSON.stringify(sandbox.connection));
	const args = [BIN, 'sync', '--connection', file, '--data', folder];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
	const code = await new Promise((resolve) => child.on('close', resolve));
	if (code !== 0) throw new Error(`The sync ended with ${code}.`);
}

await sync();
const runner = await runnerIndex.openRunner({ dataFolder: folder });
const portal = await portalIndex.startPortal({
	runner,
	dataFolder: folder,
	port: 0,
	environment: {},
});

let cookie = '';
async function send(path, form) {
	const response = await fetch(portal.url + path, {
		method: 'POST',
		headers: { cookie, 'sec-fetch-site': 'same-origin' },
		body: new URLSearchParams(form),
		redirect: 'manual',
	});
	cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
}
await send('/auth/signup', {
	name: 'Bench',
	email: 'bench@corp.example',
	password: 'correct horse battery',
});
await send('/welcome/organisation', { name: 'Bench' });
await send('/welcome/team', { skip: '1' });
await send('/welcome/later', {});

const organisation = await runner.db
	.selectFrom('organisation')
	.select('id')
	.executeTakeFirstOrThrow();
const connectionId = await runner.connections.keep(connection, connection.tenantId);
await runner.db
	.insertInto('tenant')
	.values({
		...{ tenant_id: connection.tenantId, organisation_id: organisation.id, name: 'Bench' },
		...{ domain: 'corp.example', connection_id: connectionId, scope_group: null, simulated: 0 },
		...{ mark: 0, created_at: new Date().toISOString() },
	})
	.execute();

/** Read before anybody is served: everybody of a large tenant is seconds of work, which no portal does. */
const leavers = (await sandbox.users()).slice(60, 360);
let bulk = null;
let steps = 0;
const stop = new AbortController();

/** @returns when the list has begun, so that what is measured is measured beside it */
async function offboardMany() {
	const reportFolder = join(folder, 'reports');
	mkdirSync(reportFolder, { recursive: true });
	return await new Promise((resolve, reject) => {
		const request = {
			...{ connection, dryRun: false, requestedBy: null, ticket: null, reportFolder },
			...{ members: leavers.map((user) => ({ user, manager: null })), signal: stop.signal },
		};
		bulk = runner.bulk(request, (progress) => {
			if (progress.type === 'begun') resolve();
			if (progress.progress?.type === 'stepFinished') steps += 1;
		});
		bulk.catch(reject);
	});
}

process.on('message', async (message) => {
	if (message === 'bulk') {
		await offboardMany();
		process.send('bulk');
	}
	if (message === 'calm') {
		const during = steps;
		stop.abort();
		await bulk.catch(() => undefined);
		process.send({ during });
	}
	if (message === 'stop') {
		await portal.close();
		await runner.close();
		await sandbox.close();
		process.exit(0);
	}
});
process.send({ url: portal.url, cookie, tenantId: connection.tenantId });
