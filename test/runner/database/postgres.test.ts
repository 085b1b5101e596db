import { spawnSync } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockRow } from '../../../runner/database/concurrency';
import { Db, postgresDialect } from '../../../runner/database/db';
import { DatabaseError } from '../../../runner/database/errors';
import { openDatabase } from '../../../runner/database/open';
import type { PostgresOptions } from '../../../runner/database/postgres-pool';
import { parseDatabaseUrl } from '../../../runner/database/postgres-url';
import { databaseUrl, freshDatabase, type FreshDatabase } from '../../harness/postgres';
import { startPostgres } from '../../harness/postgres-server';
import { gate, insert, seriesOf } from './engines';

type Gate = ReturnType<typeof gate>;

let fresh: FreshDatabase;
const opened: Db[] = [];

beforeEach(async () => {
	fresh = await freshDatabase();
});

afterEach(async () => {
	for (const db of opened.splice(0)) await db.destroy();
	await fresh.drop();
});

async function open(url = fresh.url): Promise<Db> {
	const db = await openDatabase('/nowhere', { DATABASE_URL: url });
	opened.push(db);
	return db;
}

function openWith(options: Omit<PostgresOptions, 'place'>, url = fresh.url): Db {
	const db = new Db({ dialect: postgresDialect({ place: parseDatabaseUrl(url), ...options }) });
	opened.push(db);
	return db;
}

/** What opening says, after making sure that it is one line and that the password is nowhere in the error. */
async function refusal(url: string, secret = new URL(url).password): Promise<string> {
	const error: unknown = await open(url).catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(DatabaseError);
	expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(secret);
	expect((error as Error).message).not.toContain('\n');
	return (error as Error).message;
}

function changed(change: (url: URL) => void): string {
	const url = new URL(fresh.url);
	change(url);
	return url.href;
}

describe('what cannot be opened says so in one line', () => {
	it('nobody listens', async () => {
		const probe = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => probe.once('listening', resolve));
		const { port } = probe.address() as AddressInfo;
		await new Promise((resolve) => probe.close(resolve));
		expect(await refusal(changed((url) => (url.port = String(port))))).toBe(
			`The database server 127.0.0.1:${port} cannot be reached. Check that Postgres runs there and that DATABASE_URL names it.`,
		);
	});

	it('somebody else listens, and hangs up', async () => {
		const other = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
		await new Promise((resolve) => other.once('listening', resolve));
		const { port } = other.address() as AddressInfo;
		expect(await refusal(changed((url) => (url.port = String(port))))).toContain(
			'cannot be reached',
		);
		await new Promise((resolve) => other.close(resolve));
	});

	it('the name has no address', async () => {
		expect(await refusal(changed((url) => (url.hostname = 'postgres.invalid')))).toContain(
			'server postgres.invalid:',
		);
	});

	it('the password is wrong, or missing', async () => {
		const wrong = await refusal(changed((url) => (url.password = 'hunter2-geheim')));
		expect(wrong).toMatch(/refused the sign-in of "postgres"\. Check user and password/);
		const missing = changed((url) => (url.password = ''));
		expect(await refusal(missing, 'hunter2-geheim')).toMatch(/refused the sign-in/);
	});

	it('the database does not exist', async () => {
		expect(await refusal(databaseUrl(fresh.url, 'nobody-made-it'))).toMatch(
			/^There is no database "nobody-made-it" on 127\.0\.0\.1:\d+\. Create it/,
		);
	});

	it('the user may not create tables', async () => {
		const user = `reader_${fresh.name}`;
		await fresh.admin(`create user ${user} password 'hunter2-geheim'`);
		const url = changed((changing) => {
			changing.username = user;
			changing.password = 'hunter2-geheim';
		});
		expect(await refusal(url)).toBe(
			`"${user}" may not do this in the database "${fresh.name}". Let it own the database, or grant it CREATE on the schema.`,
		);
		await fresh.admin(`grant create on schema public to ${user}`);
		await insert(await open(url), 'works');
		for (const db of opened.splice(0)) await db.destroy();
		await fresh.admin(`drop owned by ${user}`);
		await fresh.admin(`drop user ${user}`);
	});

	it('the encoding cannot hold every name', async () => {
		const latin = await freshDatabase(
			"template template0 encoding 'LATIN1' locale_provider libc locale 'C'",
		);
		expect(await refusal(latin.url)).toContain('its encoding is not UTF8');
		await latin.drop();
	});

	it('TLS is asked for where there is none', async () => {
		const url = changed((changing) => changing.searchParams.set('sslmode', 'verify-full'));
		expect(await refusal(url)).toContain('offers no TLS');
	});

	it.each([
		['mysql://root:hunter2-geheim@localhost/x', 'begins with postgres://'],
		['hunter2-geheim', 'begins with postgres://'],
		['postgres://me:hunter2-geheim/34@localhost/x', 'cannot be read'],
		['postgres://me:12/hunter2-geheim@localhost/x', 'cannot be read'],
		['postgres://me:12?hunter2-geheim@localhost/x', 'cannot be read'],
		['postgres://me:12#hunter2-geheim@localhost/x', 'cannot be read'],
		['postgres://me:hunter2-geheim%@localhost/x', 'cannot be read'],
		['postgres://me:hunter2-geheim@localhost/x?pool_size=many', 'pool_size'],
		['postgres://me:hunter2-geheim@localhost/x?pool_size=1', 'pool_size'],
	])('%s', async (url, said) => {
		expect(await refusal(url, 'hunter2-geheim')).toContain(said);
	});
});

describe('the URL', () => {
	it('may have a password of any characters, escaped', async () => {
		const user = `odd_${fresh.name}`;
		const password = 'ä/?#@:% "\'\\';
		await fresh.admin(`create user ${user} superuser password '${password.replace("'", "''")}'`);
		const url = changed((changing) => {
			changing.username = user;
			changing.password = encodeURIComponent(password);
		});
		await insert(await open(url), 'works');
		for (const db of opened.splice(0)) await db.destroy();
		await fresh.admin(`drop owned by ${user}`).catch(() => undefined);
		await fresh.admin(`reassign owned by ${user} to postgres`);
		await fresh.admin(`drop user ${user}`);
	});

	it('says how many connections there may be', async () => {
		const db = await open(changed((url) => url.searchParams.set('pool_size', '3')));
		const asleep = Array.from({ length: 9 }, () => sql`select pg_sleep(0.1)`.execute(db));
		await Promise.all(asleep);
		const [row] = await fresh.admin<{ n: number }>(
			"select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name like 'offboardiq %'",
		);
		expect(row?.n).toBe(3);
	});

	it('may set the time-outs', async () => {
		const db = await open(changed((url) => url.searchParams.set('statement_timeout', '150')));
		await expect(sql`select pg_sleep(30)`.execute(db)).rejects.toThrow(
			/longer than statement_timeout allows and was stopped; nothing of it was kept/,
		);
	});
});

describe('sessions', () => {
	it('commit to the disk and keep every time-out', async () => {
		const db = await open();
		const setting = async (name: string) => {
			const { rows } = await sql<{ v: string }>`select current_setting(${name}) as v`.execute(db);
			return rows[0]?.v;
		};
		expect(await setting('synchronous_commit')).toBe('on');
		expect(await setting('transaction_isolation')).toBe('read committed');
		expect(await setting('statement_timeout')).toBe('1min');
		expect(await setting('lock_timeout')).toBe('30s');
		expect(await setting('idle_in_transaction_session_timeout')).toBe('10s');
	});

	it('end a transaction that waits for something else, and keep nothing of it', async () => {
		const db = await open();
		const short = openWith({ idleInTransactionTimeoutMs: 100 });
		const slow = short.transaction().execute(async (tx) => {
			await insert(tx, 'slow');
			await new Promise((wake) => setTimeout(wake, 500));
			await insert(tx, 'slower');
		});
		await expect(slow).rejects.toThrow(DatabaseError);
		expect(await seriesOf(db)).toEqual([]);
		await insert(short, 'next');
	});

	it('name whoever has the connections when all are taken', async () => {
		await open();
		const url = changed((changing) => changing.searchParams.set('pool_size', '2'));
		const db = openWith({ connectTimeoutMs: 200 }, url);
		const finish = gate();
		const holders = [1, 2].map(() => db.transaction().execute(() => finish.opened));
		await new Promise((wake) => setTimeout(wake, 100));
		const error = await insert(db, 'late').catch((reason: unknown) => reason);
		expect(String(error)).toMatch(/Waited 0\.2 s for the database; all 2 connections are in use/);
		expect(String((error as Error).cause)).toContain('The connection was taken here');
		finish.open();
		await Promise.all(holders);
		await insert(db, 'next');
	});

	it('name another process that holds a row', async () => {
		await insert(await open(), 'wanted');
		const db = openWith({ lockTimeoutMs: 200 });
		const holder = openWith(
			{},
			changed((url) => url.searchParams.set('application_name', 'holder')),
		);
		const inside = gate();
		const finish = gate();
		const holding = holder.transaction().execute(async (tx) => {
			await tx.updateTable('run_number').set({ last: 2 }).execute();
			inside.open();
			await finish.opened;
		});
		await inside.opened;
		const error = await db
			.updateTable('run_number')
			.set({ last: 3 })
			.execute()
			.catch((reason: unknown) => reason);
		expect(String((error as Error).cause)).toMatch(/Perhaps session \d+ of holder, open since/);
		finish.open();
		await holding;
	});

	it('undo one of two changes that wait for each other', async () => {
		const db = await open();
		await insert(db, 'a');
		await insert(db, 'b');
		const [gateA, gateB] = [gate(), gate()];
		const cross = (first: string, second: string, mine: Gate, theirs: Gate) =>
			db.transaction().execute(async (tx) => {
				await lockRow(tx, 'run_number', 'series', first);
				mine.open();
				await theirs.opened;
				await lockRow(tx, 'run_number', 'series', second);
			});
		const both = [cross('a', 'b', gateA, gateB), cross('b', 'a', gateB, gateA)];
		const results = await Promise.allSettled(both);
		const lost = results.filter((result) => result.status === 'rejected');
		expect(lost).toHaveLength(1);
		expect(String(lost[0]?.reason)).toMatch(/this one was undone\. Try again\./);
	});
});

describe('a connection that is lost', () => {
	const terminate = () =>
		fresh.admin(
			"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name like 'offboardiq %'",
		);

	it('while nobody uses it is not noticed', async () => {
		const db = await open();
		for (let round = 0; round < 20; round += 1) {
			await Promise.all([insert(db, `a${round}`), insert(db, `b${round}`)]);
			await terminate();
			await insert(db, `c${round}`);
		}
		expect(await seriesOf(db)).toHaveLength(60);
	});

	it('while this process was too busy to hear of it is not noticed either', async () => {
		const db = await open();
		const script = `
			const client = new (require('pg').Client)({ connectionString: process.argv[1] });
			client.connect()
				.then(() => client.query("select pg_terminate_backend(pid, 5000) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"))
				.then(() => client.end());
		`;
		for (let round = 0; round < 5; round += 1) {
			await insert(db, `a${round}`);
			const { status } = spawnSync(process.execPath, ['-e', script, fresh.url]);
			expect(status).toBe(0);
			await insert(db, `b${round}`);
		}
		expect(await seriesOf(db)).toHaveLength(10);
	});

	it('because something in between forgot it, without a word, is replaced', async () => {
		const forget: (() => void)[] = [];
		const upstream = new URL(fresh.url);
		const between = createServer((near) => {
			const far = connect(Number(upstream.port), upstream.hostname);
			let isForgotten = false;
			forget.push(() => (isForgotten = true));
			near.on('data', (data) => {
				if (!isForgotten) far.write(data);
			});
			far.on('data', (data) => {
				if (!isForgotten) near.write(data);
			});
			for (const socket of [near, far]) socket.on('error', () => undefined);
			near.on('close', () => far.destroy());
			far.on('close', () => near.destroy());
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => between.once('listening', resolve));
		const { port } = between.address() as AddressInfo;
		const db = await open(changed((url) => (url.port = String(port))));
		await insert(db, 'before');
		for (const one of forget) one();
		await new Promise((wake) => setTimeout(wake, 1100));
		await insert(db, 'after');
		expect(await seriesOf(db)).toEqual(['after', 'before']);
		for (const own of opened.splice(0)) await own.destroy();
		between.close();
	});

	it('while it is asked whether it is there is replaced, and ends no process', async () => {
		const upstream = new URL(fresh.url);
		let hangsUp = false;
		const between = createServer((near) => {
			const far = connect(Number(upstream.port), upstream.hostname);
			near.on('data', (data) => (hangsUp ? near.end() : far.write(data)));
			far.on('data', (data) => near.write(data));
			for (const socket of [near, far]) socket.on('error', () => undefined);
			near.on('close', () => far.destroy());
			far.on('close', () => near.destroy());
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => between.once('listening', resolve));
		const { port } = between.address() as AddressInfo;
		const unheard: unknown[] = [];
		const note = (error: unknown) => unheard.push(error);
		process.on('uncaughtExceptionMonitor', note);
		const db = await open(changed((url) => (url.port = String(port))));
		await insert(db, 'before');
		await new Promise((wake) => setTimeout(wake, 1100));
		hangsUp = true;
		await expect(insert(db, 'lost')).rejects.toThrow(DatabaseError);
		hangsUp = false;
		await insert(db, 'after');
		expect(await seriesOf(db)).toEqual(['after', 'before']);
		for (const own of opened.splice(0)) await own.destroy();
		between.close();
		process.off('uncaughtExceptionMonitor', note);
		expect(unheard).toEqual([]);
	});

	it('in a statement ends that statement only, which is not sent again', async () => {
		const db = await open();
		const slow = sql`
			insert into run_number select 'slow', 2026, 1 from (select pg_sleep(30)) as s
		`
			.execute(db)
			.catch((reason: unknown) => reason);
		await untilAsleep();
		await terminate();
		const error = await slow;
		expect(error).toBeInstanceOf(DatabaseError);
		expect(String(error)).toMatch(/was lost\. Whether .* is not known; it was not sent again\.$/);
		await insert(db, 'next');
		expect(await seriesOf(db)).toEqual(['next']);
	});

	it('in a transaction undoes the whole of it', async () => {
		const db = await open();
		const broken = db.transaction().execute(async (tx) => {
			await insert(tx, 'first');
			await terminate();
			await insert(tx, 'second');
		});
		await expect(broken).rejects.toThrow(/was lost/);
		await insert(db, 'next');
		expect(await seriesOf(db)).toEqual(['next']);
	});

	it('between two statements of a transaction that ends well is an error', async () => {
		const db = await open();
		const broken = db.transaction().execute(async (tx) => {
			await insert(tx, 'first');
			await terminate();
			await new Promise((wake) => setTimeout(wake, 100));
		});
		await expect(broken).rejects.toThrow(DatabaseError);
		expect(await seriesOf(db)).toEqual([]);
	});

	it('because the server crashed and came back keeps what was committed', async () => {
		const server = await startPostgres();
		const db = await openDatabase('/nowhere', { DATABASE_URL: server.url });
		await insert(db, 'before');
		const open = db.transaction().execute(async (tx) => {
			await insert(tx, 'open');
			await server.restart();
			await insert(tx, 'after');
		});
		await expect(open).rejects.toThrow(DatabaseError);
		await insert(db, 'next');
		expect(await seriesOf(db)).toEqual(['before', 'next']);
		// Longer than a connection may rest without being asked whether it is still there.
		await new Promise((wake) => setTimeout(wake, 1100));
		await server.restart();
		expect(await seriesOf(db)).toEqual(['before', 'next']);
		await server.stop();
		const error: unknown = await insert(db, 'gone').catch((reason: unknown) => reason);
		expect(String(error)).toContain('cannot be reached');
		await db.destroy();
	}, 60_000);

	async function untilAsleep(): Promise<void> {
		for (;;) {
			const rows = await fresh.admin(
				"select 1 from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()",
			);
			if (rows.length > 0) return;
		}
	}
});
