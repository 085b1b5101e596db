import { randomUUID } from 'node:crypto';
import type { Services } from '../services';
import { sendDue } from './send-due';
import { sweep } from './sweep';
import { keepTidy } from './upkeep';

const EVERY_MS = 2_000;
const TIDY_EVERY_MS = 60_000;

/** Finds what rules have to tell and sends it, until it is told to stop. Any number of portals may: leases part it. */
export function startAutomations(services: Services): { readonly stop: () => Promise<void> } {
	const stopped = new AbortController();
	const owner = randomUUID();
	let tidyAt = 0;
	let round: Promise<void> | null = null;
	const work = async () => {
		await sweep(services);
		const until = Date.now() + EVERY_MS;
		// A list of five hundred people does not wait for a round for every three of them.
		while ((await sendDue(services, { owner, stopped: stopped.signal })) > 0) {
			if (stopped.signal.aborted || Date.now() >= until) break;
		}
		if (Date.now() < tidyAt) return;
		tidyAt = Date.now() + TIDY_EVERY_MS;
		await keepTidy(services);
	};
	const next = () => {
		round ??= work()
			.catch((error: unknown) => {
				services.log.error({ err: error }, 'automations could not be worked off');
			})
			.finally(() => {
				round = null;
			});
	};
	const timer = setInterval(next, EVERY_MS);
	return {
		stop: async () => {
			clearInterval(timer);
			stopped.abort();
			await round;
		},
	};
}
