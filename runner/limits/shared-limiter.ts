import { backOff } from '../../nodes/shared/graph/retryAfter';
import type { Admission, Throttling } from '../../nodes/shared/graph/effectJournal';
import type { Db } from '../database/db';
import type { Admitted, Ask, Limiter } from '../execution/limiter';
import { chargesOf, serviceOf, type Charge } from './charges';
import type { Service } from './published';
import { LIMIT_NAMES } from './published';
import type { LimitSettings } from './settings';
import { readShared, writePause, writesSince } from './shared-state';
import { TenantLimits } from './tenant-limits';

/** How old what is known of other processes may be. */
const FRESH_MS = 1_000;
/** How long everything but lock-outs waits where a service says that it is nearly used up. */
const BUSY_MS = 1_000;
const USED_UP_MS = 5_000;

interface Known {
	readonly limits: TenantLimits;
	readAt: number;
	reading: Promise<void> | null;
	/** How often in a row a service asked to wait without saying how long. */
	readonly silent: Map<Service, number>;
}

/**
 * Keeps all runs of this process together within Microsoft's limits, tenant by tenant: no tenant waits for another. A
 * pause is in the database, so it holds for every process and after a restart. Several processes take an equal part.
 */
export class SharedLimiter implements Limiter {
	readonly #db: Db;
	readonly #settings: LimitSettings;
	readonly #tenants = new Map<string, Known>();
	readonly #inside = new WeakMap<Admission, readonly Charge[]>();

	constructor(db: Db, settings: LimitSettings) {
		this.#db = db;
		this.#settings = settings;
	}

	async admit(tenantId: string, { request, isLockOut, stopped }: Ask): Promise<Admitted> {
		const known = this.#tenantOf(tenantId);
		const charges = request.counted.flatMap(chargesOf);
		const services = [...new Set(request.counted.flatMap((one) => serviceOf(one) ?? []))];
		await this.#refresh(tenantId, known);
		const isIn = await inTurn(known.limits, { charges, services, isLockOut }, stopped, request);
		if (isIn) this.#inside.set(request, charges);
		// A run that was stopped is refused elsewhere, with its reason.
		return isIn || stopped.aborted ? 'go' : 'late';
	}

	async answered(
		tenantId: string,
		request: Admission,
		answers: readonly Throttling[],
	): Promise<void> {
		const known = this.#tenantOf(tenantId);
		const charges = this.#inside.get(request);
		this.#inside.delete(request);
		const pauses = new Map<Service, number>();
		for (const answer of answers) {
			const service = serviceOf(answer);
			if (service === null) continue;
			const wait = pauseOf(known, service, answer);
			if (wait !== null) pauses.set(service, Math.max(wait, pauses.get(service) ?? 0));
			if (answer.used !== null && answer.used >= 0.8) {
				known.limits.slowDown(service, Date.now() + (answer.used >= 1 ? USED_UP_MS : BUSY_MS));
			}
		}
		for (const [service, wait] of pauses) {
			const until = Date.now() + wait;
			known.limits.pause(service, until);
			await writePause(this.#db, tenantId, service, until);
		}
		// Only now: whoever waits for this place must see the pause.
		if (charges) known.limits.leave(charges);
	}

	pausedUntil(tenantId: string, { counted }: Admission): Date | null {
		const { limits } = this.#tenantOf(tenantId);
		const until = Math.max(0, ...counted.map((one) => limits.pausedUntil(serviceOf(one))));
		return until > Date.now() ? new Date(until) : null;
	}

	hasPeople(tenantId: string, people: number): void {
		this.#tenantOf(tenantId).limits.hasPeople(people);
	}

	#tenantOf(tenantId: string): Known {
		const known = this.#tenants.get(tenantId);
		if (known) return known;
		const limits = new TenantLimits(this.#settings, () => Date.now());
		const made: Known = { limits, readAt: 0, reading: null, silent: new Map() };
		this.#tenants.set(tenantId, made);
		return made;
	}

	/** What other processes did, and what this one did before it was started anew. */
	async #refresh(tenantId: string, known: Known): Promise<void> {
		if (known.readAt > 0 && Date.now() - known.readAt < FRESH_MS) return;
		known.reading ??= this.#read(tenantId, known).finally(() => {
			known.reading = null;
		});
		// Where something is known already, nobody waits for the news of the last second.
		if (known.readAt === 0) await known.reading;
		else known.reading.catch(() => undefined);
	}

	async #read(tenantId: string, known: Known): Promise<void> {
		const isFirst = known.readAt === 0;
		const { pauses, processes } = await readShared(this.#db, tenantId);
		if (isFirst) {
			const since = new Date(Date.now() - longestOf(this.#settings));
			const sent = await writesSince(this.#db, tenantId, since);
			known.limits.spent(sent.flatMap(chargesOf).filter(isTimed));
		}
		known.limits.share(processes);
		for (const { service, until } of pauses) known.limits.pause(service, until);
		known.readAt = Date.now();
	}
}

/** The longest span that limits on writes look back on. */
function longestOf({ limits }: LimitSettings): number {
	const spans = LIMIT_NAMES.filter((name) => limits[name].unit === 'write');
	return Math.max(...spans.map((name) => limits[name].perMs));
}

function isTimed({ limit }: Charge): boolean {
	return limit !== 'outlookAtOnce';
}

/** How long a service may be asked nothing after this answer, milliseconds; null: it said nothing of the kind. */
function pauseOf(known: Known, service: Service, answer: Throttling): number | null {
	const { status, retryAfterMs } = answer;
	const isThrottled = status === 429 || (status === 503 && retryAfterMs !== null);
	if (!isThrottled) {
		if (status !== null && status < 500) known.silent.delete(service);
		return null;
	}
	if (retryAfterMs !== null) return retryAfterMs;
	const times = (known.silent.get(service) ?? 0) + 1;
	known.silent.set(service, times);
	return backOff(times);
}

/** Waits in the queue. @returns false when the run was stopped, or the time of the request was up */
async function inTurn(
	limits: TenantLimits,
	asking: Omit<Parameters<TenantLimits['ask']>[0], 'go'>,
	stopped: AbortSignal,
	{ deadline }: Admission,
): Promise<boolean> {
	if (stopped.aborted) return false;
	return await new Promise<boolean>((resolve) => {
		let leave: (() => void) | null = null;
		let isOver = false;
		const timer =
			deadline === undefined || deadline === null
				? null
				: setTimeout(() => give(false), Math.max(0, deadline.getTime() - Date.now()));
		const stop = () => give(false);
		const give = (isIn: boolean) => {
			if (isOver) return;
			isOver = true;
			if (timer) clearTimeout(timer);
			stopped.removeEventListener('abort', stop);
			if (!isIn) leave?.();
			resolve(isIn);
		};
		stopped.addEventListener('abort', stop, { once: true });
		leave = limits.ask({ ...asking, go: () => give(true) });
	});
}
