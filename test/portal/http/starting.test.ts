import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { listen, untilReady } from '../../../portal/http/listen';

it('answers whoever asks before the app is there, and the app alone answers after that', async () => {
	const server = createServer();
	const ready = untilReady(server);
	const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/livez`;
	const early = await fetch(url, { signal: AbortSignal.timeout(5_000) });
	expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
	ready((_request, response) => void response.end('here'));
	const later = await fetch(url);
	expect([later.status, await later.text()]).toEqual([200, 'here']);
	server.closeAllConnections();
	server.close();
});
