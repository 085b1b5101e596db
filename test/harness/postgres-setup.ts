import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startPostgres, type PostgresServer } from './postgres-server';

/**
 * For vitest: one Postgres for all test files of a run, started when the first of them asks for it. Its process belongs
 * to vitest's own, which outlives those of the files.
 */
export async function setup(): Promise<() => Promise<void>> {
	// The database of whoever runs the tests is none of their business.
	delete process.env.DATABASE_URL;
	let starting: Promise<PostgresServer> | null = null;
	const path = `/${randomBytes(12).toString('hex')}`;
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		if (request.url !== path) {
			response.writeHead(404).end();
			return;
		}
		try {
			starting ??= startPostgres();
			response.end((await starting).url);
		} catch (error) {
			response.writeHead(500).end(String(error));
		}
	};
	const door = createServer((request, response) => void answer(request, response));
	await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
	process.env.OFFBOARDIQ_TEST_POSTGRES = `http://127.0.0.1:${(door.address() as AddressInfo).port}${path}`;
	return async () => {
		door.closeAllConnections();
		door.close();
		await (await starting?.catch(() => null))?.stop();
	};
}
