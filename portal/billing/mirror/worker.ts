import type { Services } from '../../services';
import { forgetOldEvents, workOff } from './events';
import { reconcile } from './reconcile';

const EVERY_MS = 2_000;
const TIDY_EVERY_MS = 60_000;

/** What works off webhooks until it is told to stop. */
export interface BillingWorker {
	/** Something came: it is looked at now. */
	wake(): void;
	stop(): Promise<void>;
}

/** Starts it. Any number of portals may: what one reads, the others leave alone. Without a Stripe it does nothing. */
export function startBilling(services: Services): BillingWorker {
	if (services.stripe === null) return { wake: () => undefined, stop: async () => undefined };
	const tidyUp = tidying(services);
	let isStopped = false;
	let isWoken = false;
	let round: Promise<void> | null = null;
	const work = async () => {
		do {
			isWoken = false;
			await workOff(services);
		} while (isWoken && !isStopped);
		await tidyUp();
	};
	const next = () => {
		if (isStopped) return;
		round ??= work()
			.catch((error: unknown) => {
				services.log.error({ err: error }, 'what Stripe said could not be worked off');
			})
			.finally(() => {
				round = null;
			});
	};
	const timer = setInterval(next, EVERY_MS);
	return {
		wake: () => {
			isWoken = true;
			next();
		},
		stop: async () => {
			isStopped = true;
			clearInterval(timer);
			await round;
		},
	};
}

/** What need not be done each time. */
function tidying(services: Services): () => Promise<void> {
	const resting = new Map<string, number>();
	let nextAt = 0;
	return async () => {
		const at = services.now().getTime();
		if (at < nextAt) return;
		nextAt = at + TIDY_EVERY_MS;
		await reconcile(services, resting);
		await forgetOldEvents(services);
	};
}
