// A portal with a run that goes on, and sessions for those who watch it. Tells its address, the cookies and, when asked,
// how much memory it takes; begins and ends a step of the run when it is told to.
import { createHash, randomBytes } from 'node:crypto';
import portalIndex from '../../dist/portal/index.js';
import journalIndex from '../../dist/runner/journal/journal.js';
import runnerIndex from '../../dist/runner/index.js';

const [folder, wanted] = process.argv.slice(2);
const SESSIONS = Number(wanted);
/** So many streams an account may have. */
const EACH = 10;
const TENANT = '6f0e9b1c-41d7-4c55-9a6e-2b8c0e77d3f1';

const runner = await runnerIndex.openRunner({ dataFolder: folder });
const portal = await portalIndex.startPortal({
	runner,
	dataFolder: folder,
	port: 0,
	environment: {},
});
const { db } = runner;
const at = new Date().toISOString();

async function people() {
	const organisation = { id: 'o', name: 'Bench', domain: 'bench.example', version: 1 };
	const rest = { wizard_step: 'done', trial_ends_at: '2099-01-01T00:00:00.000Z', created_at: at };
	await db
		.insertInto('organisation')
		.values({ ...organisation, ...rest })
		.execute();
	const tenant = {
		tenant_id: TENANT,
		organisation_id: 'o',
		name: 'Bench',
		domain: 'bench.example',
	};
	await db
		.insertInto('tenant')
		.values({ ...tenant, simulated: 0, mark: 0, created_at: at })
		.execute();
	const cookies = [];
	for (let account = 0; account < Math.ceil(SESSIONS / EACH); account += 1) {
		const id = `account-${account}`;
		const email = `${account}@bench.example`;
		await db.transaction().execute(async (tx) => {
			const known = { id, name: id, email, email_key: email, email_verified_at: at };
			await tx
				.insertInto('account')
				.values({ ...known, created_at: at })
				.execute();
			const member = { organisation_id: 'o', account_id: id, role: 'viewer', joined_at: at };
			await tx.insertInto('member').values(member).execute();
			const token = randomBytes(32).toString('base64url');
			const session = { id_hash: createHash('sha256').update(token).digest('hex'), account_id: id };
			const times = { created_at: at, last_seen_at: at, expires_at: '2099-01-01T00:00:00.000Z' };
			await tx
				.insertInto('session')
				.values({ ...session, ...times, ip: '', user_agent: '' })
				.execute();
			cookies.push(`oiq-session=${token}`);
		});
	}
	return cookies;
}

const cookies = await people();
const journal = new journalIndex.Journal(db);
const request = { user: 'adele', manager: null, requestedBy: null, ticket: null, requestedAt: at };
const held = await journal.start(
	{
		...{ ...request, dryRun: false, tenantId: TENANT, cloud: 'global' },
		...{ reportFolder: folder, breakGlass: [] },
	},
	'OFF',
	'elsewhere/1/a',
);

process.on('message', async (message) => {
	if (message === 'memory') {
		globalThis.gc?.();
		process.send({ rss: process.memoryUsage().rss });
		return;
	}
	// The clock of the machine: whoever watches is in another process.
	const wroteAt = Date.now();
	await journal.waiting(held, { why: 'bench', wroteAt });
	process.send({ wroteAt });
});
process.send({ url: portal.url, cookies, run: held.id });
