import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseDatabaseUrl } from '../../../runner/database/postgres-url';
import type { Worker } from '../../../runner/delivery/delivery';
import { QueueDelivery } from '../../../runner/delivery/queue-delivery';
import { SCHEMA } from '../../../runner/delivery/queue-settings';
import type { OpenRun } from '../../../runner/schedule/open-runs';
import { ENGINES, type Place } from '../database/engines';
import { databaseUrl } from '../../harness/postgres';
import { LEAVER, openScene, type Scene } from '../schedule/scene';

vi.setConfig({ testTimeout: 60_000 });

let place: Place;
let scene: Scene;
const opened: QueueDelivery[] = [];

beforeEach(async () => {
	const create = ENGINES.find(([name]) => name === 'Postgres')?.[1];
	if (!create) throw new Error('There is no Postgres.');
	place = await create();
	scene = await openScene({}, place);
});

afterEach(async () => {
	for (const delivery of opened.splice(0)) await delivery.stop();
	await scene.close();
});

/** Another runner's end of the queue, with so many places. */
async function join(more: Partial<Worker> = {}, url = place.environment.DATABASE_URL) {
	const delivery = new QueueDelivery(parseDatabaseUrl(url ?? ''));
	opened.push(delivery);
	await delivery.start({
		...{ concurrency: 0, offer: () => undefined, isReady: () => true },
		...{ take: async () => undefined, trouble: () => undefined },
		...more,
	});
	return delivery;
}

const jobs = async (): Promise<number> => {
	const found = sql`select 1 from ${sql.table(`${SCHEMA}.job`)} where state = 'created'`;
	return (await found.execute(scene.db)).rows.length;
};

const aRun: OpenRun = {
	...{ id: 'SIM-2026-000001', status: 'running', tenantId: 't', connectionId: 'c', crashes: 0 },
};

describe('a run that waits for a runner', () => {
	it('stands in the queue once, however many announce it', async () => {
		const [one, two] = [await join(), await join()];
		await Promise.all([one.announce([aRun.id]), two.announce([aRun.id]), two.offer([aRun])]);
		expect(await jobs()).toBe(1);
	});

	it('whose job was deleted is announced again', async () => {
		const one = await join();
		await one.offer([aRun]);
		await sql`delete from ${sql.table(`${SCHEMA}.job`)}`.execute(scene.db);
		await one.offer([aRun]);
		expect(await jobs()).toBe(0);
		await delay(5_100);
		await one.offer([aRun]);
		expect(await jobs()).toBe(1);
	});

	it('comes to one of several, at once', async () => {
		const taken: string[] = [];
		const take = async (id: string) => void taken.push(id);
		const runners = [await join({ concurrency: 2, take }), await join({ concurrency: 2, take })];
		const ids = Array.from({ length: 20 }, (_, at) => `SIM-2026-${at}`);
		await runners[0]?.announce(ids);
		await vi.waitFor(() => expect(taken).toHaveLength(ids.length), { timeout: 10_000 });
		expect(taken.toSorted()).toEqual(ids.toSorted());
	});
});

describe('a run that is delivered', () => {
	it('again while it is worked on, and after its end, is worked on once', async () => {
		const { id } = await scene.schedule(LEAVER, -1_000);
		const other = await join();
		const scheduler = await scene.scheduler();
		await scheduler.tick();
		const { runId } = await scene.state(id);
		for (let times = 0; times < 4; times += 1) {
			await other.announce([runId ?? '']);
			await delay(200);
		}
		await scene.workOff(scheduler);
		await other.announce([runId ?? '']);
		await scene.workOff(scheduler);
		expect((await scene.state(id)).state).toBe('finished');
		const kinds = (await scene.runner.events(runId ?? '', 0)).map(({ type }) => type);
		expect(kinds.filter((type) => type === 'runFinished')).toHaveLength(1);
		expect(kinds).not.toContain('runResumed');
		expect(scene.sandbox.tenant.deviceActions).toHaveLength(1);
	});

	it('to nobody, because its job is deleted each time, is worked on in the end', async () => {
		const { id } = await scene.schedule(LEAVER, -1_000);
		await sql`create schema if not exists ${sql.table(SCHEMA)}`.execute(scene.db);
		const scheduler = await scene.scheduler();
		await scheduler.start();
		// What is announced within the next two seconds is lost.
		await sql
			.raw(
				`create function ${SCHEMA}.lose() returns trigger language plpgsql as 'begin return null; end';
				create trigger lose before insert on ${SCHEMA}.job for each row execute function ${SCHEMA}.lose()`,
			)
			.execute(scene.db);
		await scheduler.tick();
		await delay(500);
		expect([(await scene.state(id)).state, scheduler.underWay]).toEqual(['started', 0]);
		await sql.raw(`drop function ${SCHEMA}.lose() cascade`).execute(scene.db);
		await vi.waitFor(
			async () => {
				await scheduler.tick();
				expect((await scene.state(id)).state).toBe('finished');
			},
			{ timeout: 30_000, interval: 500 },
		);
		expect(await scene.runner.runs()).toHaveLength(1);
	});
});

it('where the schema of the queue may not be made it says in one line what to do', async () => {
	const url = new URL(place.environment.DATABASE_URL ?? '');
	const user = `limited_${Date.now()}`;
	await sql.raw(`create role ${user} login password 'x'`).execute(scene.db);
	[url.username, url.password] = [user, 'x'];
	const limited = databaseUrl(url.href, url.pathname.slice(1));
	const database = url.pathname.slice(1);
	await expect(join({}, limited)).rejects.toThrow(
		`"${user}" may not make the schema ${SCHEMA} in the database "${database}", which several runners need. Let it own the database, or run there: create schema ${SCHEMA} authorization "${user}".`,
	);
	await sql.raw(`create schema ${SCHEMA} authorization ${user}`).execute(scene.db);
	await (await join({}, limited)).announce([aRun.id]);
	expect(await jobs()).toBe(1);
});
