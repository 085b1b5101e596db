// The portal's process: one organisation with a tenant that is synced, and the cookie of its owner.
import portalIndex from '../../dist/portal/index.js';
import runnerIndex from '../../dist/runner/index.js';

const [folder, connectionJson] = process.argv.slice(2);
const connection = runnerIndex.parseConnection(JSON.parse(connectionJson));
const runner = await runnerIndex.openRunner({ dataFolder: folder });
const portal = await portalIndex.startPortal({
	...{ runner, dataFolder: folder, port: 0, environment: {} },
});

let cookie = '';
async function send(path, form) {
	const response = await fetch(portal.url + path, {
		...{ method: 'POST', body: new URLSearchParams(form), redirect: 'manual' },
		headers: { cookie, 'sec-fetch-site': 'same-origin' },
	});
	cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
}
const password = 'correct horse battery';
await send('/auth/signup', { name: 'Bench', email: 'bench@corp.example', password });
await send('/welcome/organisation', { name: 'Bench' });
await send('/welcome/team', { skip: '1' });
await send('/welcome/later', {});

const { db } = runner;
const organisation = await db.selectFrom('organisation').select('id').executeTakeFirstOrThrow();
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

const answers = {
	/** Neither a trial nor one person is asked to bear as many as a bench makes. */
	async another({ number }) {
		await db.deleteFrom('covered_employee').execute();
		await db
			.updateTable('account')
			.set({ email: `${number}@corp.example` })
			.execute();
	},
	run: async ({ run }) => (await runner.run(run))?.finishedAt ?? null,
	events: async ({ run }) => await runner.events(run, 0),
	async stop() {
		await portal.close();
		await runner.close();
	},
};
process.on('message', async (message) => {
	process.send({ answer: await answers[message.ask](message) });
	if (message.ask === 'stop') process.disconnect();
});
process.send({ url: portal.url, cookie });
