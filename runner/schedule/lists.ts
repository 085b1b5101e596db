import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { KeptConnections } from '../connections/kept-connections';

/** How long a list is left alone after somebody went on with it and it has not ended, milliseconds. */
const AGAIN_MS = 30_000;

/** How many at once: one whose time has come must not wait behind one that takes an hour. */
const AT_ONCE = 8;

/** What going on with lists needs of the house. */
export interface ListParts {
	readonly connections: KeptConnections;
	/** Those that have not ended and that nobody works on, the oldest first. */
	readonly abandoned: () => Promise<readonly { readonly id: string; readonly tenantId: string }[]>;
	/** See `resumeBulk`. */
	readonly resume: (id: string, request: { connection: GraphConnection }) => Promise<unknown>;
	readonly trouble: (id: string, error: unknown) => void;
	/** Milliseconds since some moment, whatever the clock on the wall does. */
	readonly monotonic: () => number;
}

/**
 * Goes on with lists whose process died: people on them whose run had begun are found as runs, those whose turn had not
 * come would keep their access otherwise.
 */
export class Lists {
	readonly #parts: ListParts;
	readonly #notBefore = new Map<string, number>();
	readonly #underWay = new Map<string, Promise<void>>();

	constructor(parts: ListParts) {
		this.#parts = parts;
	}

	/** Takes the oldest that can be gone on with, so many at a time; resolves when they have begun. */
	async tick(): Promise<void> {
		if (this.#underWay.size >= AT_ONCE) return;
		const { abandoned, connections, monotonic } = this.#parts;
		const ready = (await abandoned()).filter(
			({ id }) => !this.#underWay.has(id) && (this.#notBefore.get(id) ?? 0) <= monotonic(),
		);
		if (ready.length === 0) return;
		const kept = await connections.list();
		for (const { id, tenantId } of ready) {
			const own = kept.find((one) => one.tenantId === tenantId);
			if (own && this.#underWay.size < AT_ONCE) this.#begin(id, own.id);
		}
	}

	/** Resolves when nothing is under way. The runs themselves are stopped by whoever stops all runs. */
	async stop(): Promise<void> {
		await Promise.all(this.#underWay.values());
	}

	#begin(id: string, connectionId: string): void {
		const { connections, resume, trouble, monotonic } = this.#parts;
		const done = connections
			.open(connectionId)
			.then(async (connection) => void (await resume(id, { connection })))
			.catch((error: unknown) => trouble(id, error))
			.finally(() => {
				this.#notBefore.set(id, monotonic() + AGAIN_MS);
				this.#underWay.delete(id);
			});
		this.#underWay.set(id, done);
	}
}
