import { createServer, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { Catalogue } from '../../portal/billing/stripe/catalogue';
import { stripeClient } from '../../portal/billing/stripe/client';
import type { StripeDesk } from '../../portal/billing/stripe/stripe-desk';
import { startSimulatedStripe } from '../../portal/billing/simulated-stripe/start';
import type { TestPortal } from './portal';

/** A simulated Stripe that sends nothing by itself, behind a door at which an answer can be held. */
export interface OrderedStripe {
	readonly desk: StripeDesk;
	/** Where its time is moved. */
	readonly url: string;
	/** The next answer to a request whose path has these words waits. Resolves, once it is there, with what lets it go. */
	hold(words: string): Promise<() => void>;
	/** What it would have told of a customer since the last time this was asked, the oldest first. */
	news(customer: string): Promise<readonly Stripe.Event[]>;
	close(): Promise<void>;
}

/** Starts one for a portal that has none of its own. */
export async function orderedStripe(portal: TestPortal): Promise<OrderedStripe> {
	const secretKey = 'sk_test_simulated_in_order';
	const simulated = await startSimulatedStripe({
		...{ secretKey, environment: {}, webhook: null, portalUrl: portal.url, logFile: null },
		...{ stateFile: join(portal.folder, 'ordered-stripe.json'), now: () => portal.now() },
	});
	const door = await openDoor(simulated.port);
	const client = stripeClient(secretKey, { host: '127.0.0.1', port: door.port, protocol: 'http' });
	const told = new Set<string>();
	return {
		desk: {
			...{ client, catalogue: new Catalogue(client, true), mode: 'simulated', webhookSecret: '' },
			...{ pageOrigins: [], deskUrl: simulated.url, close: async () => undefined },
		},
		...{ url: simulated.url, hold: door.hold },
		news: async (customer) => {
			const { data } = await client.events.list({ limit: 100 });
			const fresh = data.filter(({ id }) => !told.has(id)).toReversed();
			for (const { id } of fresh) told.add(id);
			return fresh.filter((event) => JSON.stringify(event).includes(customer));
		},
		close: async () => {
			await door.close();
			await simulated.close();
		},
	};
}

async function openDoor(to: number) {
	const held: { readonly words: string; readonly arrived: (letGo: () => void) => void }[] = [];
	const server = createServer((asked, answer) => {
		const { url: path, method, headers } = asked;
		const behind = request({ host: '127.0.0.1', port: to, path, method, headers }, (given) => {
			const chunks: Buffer[] = [];
			given.on('data', (chunk: Buffer) => chunks.push(chunk));
			given.on('end', () => {
				const send = () => finish(answer, given.statusCode ?? 500, given.headers, chunks);
				const at = held.findIndex(({ words }) => (path ?? '').includes(words));
				if (at === -1) return send();
				held.splice(at, 1)[0]?.arrived(send);
			});
		});
		behind.on('error', () => answer.destroy());
		asked.pipe(behind);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		hold: (words: string) =>
			new Promise<() => void>((arrived) => void held.push({ words, arrived })),
		close: () =>
			new Promise<void>((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

function finish(
	answer: ServerResponse,
	status: number,
	headers: NodeJS.Dict<string | string[]>,
	chunks: readonly Buffer[],
): void {
	answer.writeHead(status, headers);
	answer.end(Buffer.concat(chunks));
}
