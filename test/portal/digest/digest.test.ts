import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPortal, type Portal } from '../../../portal';
import { sendDigests } from '../../../portal/digest/send-digests';
import type { Services } from '../../../portal/services';
import { buy } from '../../harness/billing';
import {
	connectSandbox,
	joined,
	offboarded,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { freshDatabase, type FreshDatabase } from '../../harness/postgres';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** The first Monday at seven, UTC, that is more than a day away. */
function nextMonday(): number {
	const day = new Date(Date.now() + DAY);
	const midnight = Date.parse(day.toISOString().slice(0, 10));
	return midnight + ((8 - day.getUTCDay()) % 7) * DAY + 7 * HOUR;
}

describe.each(['SQLite', 'Postgres'])('the week in short, on %s', (engine) => {
	let database: FreshDatabase | null = null;
	let portal: TestPortal;
	let second: Portal;
	let boss: Browser;
	let manager: Browser;
	let run: string;
	let services: Services;
	const monday = nextMonday();

	beforeAll(async () => {
		database = engine === 'Postgres' ? await freshDatabase() : null;
		portal = await testPortal({}, database?.url ?? null);
		boss = await owner(portal, 'owner@corp.example');
		await connectSandbox(portal, boss);
		manager = await joined(portal, boss, 'manager@corp.example', 'manager');
		await connectSandbox(portal, await owner(portal, 'owner@quiet.example'));
		run = await offboarded(portal, boss, await personCalled('alex.wilber'));
		await portal.runner.db
			.updateTable('run')
			.set({ finished_at: new Date(monday - 2 * DAY).toISOString() })
			.execute();
		const user = await personCalled('lee.gu');
		const at = new Date(monday + 2 * DAY).toISOString().slice(0, 19);
		const when = { when: 'later', at, zone: 'Europe/Berlin' };
		await manager.post('/offboardings', { user, confirm: 'lee.gu@rehearsal.example', ...when });
		const { runner, folder } = portal;
		// Two processes' worth of portals; each has workers of its own.
		const now = () => portal.now();
		second = await startPortal({ runner, dataFolder: folder, port: 0, environment: {}, now });
		services = {
			...{ db: runner.db, runner, now, config: { publicUrl: portal.url } },
			log: { error: (said: unknown) => expect(said).toBeNull() },
		} as unknown as Services;
	}, 120_000);

	afterAll(async () => {
		await second.close();
		await portal.close();
		await database?.drop();
	});

	async function personCalled(alias: string): Promise<string> {
		const page = (await boss.get(`/employees?q=${alias}`)).text;
		return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	}

	/** Moves the clock to a moment after that Monday, and looks from several portals at once. */
	async function digestsAt(after: number): Promise<{ recipient: string; text: string }[]> {
		portal.wait(monday + after - portal.now().getTime());
		await Promise.all([1, 2, 3, 4].map(() => sendDigests(services)));
		return await services.db
			.selectFrom('outgoing_mail')
			.select(['recipient', 'text', 'subject'])
			.where('subject', 'like', 'Your week:%')
			.orderBy('created_at')
			.orderBy('recipient')
			.execute();
	}

	it('comes at seven on the clocks of the organisation, once to each, however many portals look', async () => {
		// The zone is that of what was scheduled last: in Berlin it is seven before it is in UTC.
		expect(await digestsAt(-3 * HOUR)).toEqual([]);
		const sent = await digestsAt(0);
		expect(sent.map(({ recipient }) => recipient).sort()).toEqual([
			'manager@corp.example',
			'owner@corp.example',
		]);
		expect(await digestsAt(HOUR)).toHaveLength(2);
		// Where nothing happened and nothing is open, nobody is written to, and nothing is gathered again.
		expect(await services.db.selectFrom('digest').selectAll().execute()).toHaveLength(2);
		expect(await digestsAt(2 * DAY)).toHaveLength(2);
	}, 60_000);

	it('says what ended, what is open, what is to come, each with the way there', async () => {
		const [mail] = await digestsAt(2 * DAY);
		const text = mail?.text ?? '';
		expect(text).toContain('07:00 in Europe/Berlin.');
		expect(text).toContain('1 rehearsal ended: 1 completed with exceptions.');
		expect(text).toMatch(
			/- Alex Wilber in Rehearsal tenant: completed with exceptions[^\n]* \(a rehearsal\)\nhttp/,
		);
		expect(text).toMatch(new RegExp(`^http://[^/]+/offboardings/${run}$`, 'm'));
		expect(text).toMatch(/- Lee Gu in Rehearsal tenant: [-\d]+ [:\d]+ in Europe\/Berlin\nhttp/);
		expect(text).toMatch(/^http:\/\/[^/]+\/mails\/stop\/digest-[\w-]+$/m);
		const outbox = (await portal.browser().get('/dev/outbox')).text;
		expect(outbox).toMatch(new RegExp(`<a href="http://[^/]+/offboardings/${run}">`));
	}, 60_000);

	it('comes again a week later, not to whoever stopped it, and not for a week that was missed for long', async () => {
		const theirs = (await digestsAt(2 * DAY)).find(({ recipient }) => recipient.startsWith('man'));
		const link = /\/mails\/stop\/digest-[\w-]+/.exec(theirs?.text ?? '')?.[0] ?? 'none';
		expect((await portal.browser().post(link)).status).toBe(200);
		// Down from Monday to Friday.
		expect(await digestsAt(WEEK + 4 * DAY)).toHaveLength(2);
		// Down over a Monday, and back on Tuesday.
		const sent = await digestsAt(2 * WEEK + DAY);
		expect(sent.slice(2).map(({ recipient }) => recipient)).toEqual(['owner@corp.example']);
	}, 60_000);

	it('ends a month after the trial, and goes on for whoever pays', async () => {
		expect(await digestsAt(8 * WEEK + DAY)).toHaveLength(3);
		await boss.post('/auth/signin', { email: 'owner@corp.example', password: PASSWORD });
		await buy(boss, 'business');
		const paid = { paid_until: '2099-01-01T00:00:00.000Z' };
		await services.db.updateTable('subscription').set(paid).execute();
		const sent = await digestsAt(9 * WEEK + DAY);
		expect(sent.slice(3).map(({ recipient }) => recipient)).toEqual(['owner@corp.example']);
	}, 60_000);
});
