import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { KeptConnections } from '../connections/kept-connections';

/** How long a list is left alone after somebody went on with it and it has not ended, milliseconds. */
const AGAIN_MS = 30_000;

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
	#underWay: Promise<void> | null = null;

	constructor(parts: ListParts) {
		this.#parts = parts;
	}

	/** Takes the oldest that can be gone on with, one at a time; resolves when it has begun. */
	async tick(): Promise<void> {
		if (this.#underWay !== null) return;
		const { abandoned, connections, monotonic } = this.#parts;
		const ready = (await abandoned()).filter(
			({ id }) => (this.#notBefore.get(id) ?? 0) <= monotonic(),
		);
		if (ready.length === 0) return;
		const kept = await connections.list();
		for (const { id, tenantId } of ready) {
			const own = kept.find((one) => one.tenantId === tenantId);
			if (own) return this.#begin(id, own.id);
		}
	}

	/** Resolves when nothing is under way. The runs themselves are stopped by whoever stops all runs. */
	async stop(): Promise<void> {
		await this.#underWay;
	}

	#begin(id: string, connectionId: string): void {
		const { connections, resume, trouble, monotonic } = this.#parts;
		this.#underWay = connections
			.open(connectionId)
			.then(async (connection) => void (await resume(id, { connection })))
			.catch((error: unknown) => trouble(id, error))
			.finally(() => {
				this.#notBefore.set(id, monotonic() + AGAIN_MS);
				this.#underWay = null;
			});
	}
}
