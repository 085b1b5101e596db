import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { KeptConnections } from '../connections/kept-connections';
import type { InterruptedUndo } from '../undo/interrupted-undos';
import { UNDO_HOURS } from '../undo/too-late';
import { UndoInterrupted } from '../undo/undo-error';
import type { ClockCheck } from './clock-check';
import type { Holds } from './holds';

/** How long one is left alone that could not be gone on with: at first, and at most. */
const AGAIN_MS = 5_000;
const MOST_AGAIN_MS = 5 * 60_000;

/** How undos are gone on with. */
export interface UndoWork {
	/** Those that nobody works on, the oldest first. */
	readonly interrupted: () => Promise<readonly InterruptedUndo[]>;
	/** See `resumeUndo`. */
	readonly resume: (
		runId: string,
		request: { readonly connection: GraphConnection; readonly spareFolder: string },
	) => Promise<unknown>;
	/** See `endLateUndo`. */
	readonly endLate: (runId: string, request: { readonly spareFolder: string }) => Promise<unknown>;
}

interface Parts extends UndoWork {
	readonly connections: KeptConnections;
	readonly check: ClockCheck;
	readonly holds: Holds;
	readonly spareFolder: string;
	readonly trouble: (id: string, error: unknown) => void;
	/** Milliseconds since some moment, whatever the clock on the wall does. */
	readonly monotonic: () => number;
}

/**
 * Goes on with undos whose process died: whoever confirmed one has their say, and a person who waits for their access
 * does not wait for a button. What was asked for too long ago is ended. One at a time: of what kills its process, it is
 * known then which it was.
 */
export class Undos {
	readonly #parts: Parts;
	readonly #notBefore = new Map<string, number>();
	readonly #troubles = new Map<string, number>();
	#underWay: Promise<void> | null = null;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/** Takes the oldest that can be gone on with; resolves when it has begun. */
	async tick(): Promise<void> {
		if (this.#underWay !== null) return;
		const { interrupted, connections, monotonic } = this.#parts;
		const ready = (await interrupted()).filter(
			({ id }) => (this.#notBefore.get(id) ?? 0) <= monotonic(),
		);
		const late = ready.find(({ isLate }) => isLate);
		if (late) return this.#work(this.#end(late));
		if (ready.length === 0) return;
		const kept = await connections.list();
		for (const undo of ready) {
			const own = kept.find((one) => one.tenantId === undo.tenantId);
			if (!own) continue;
			return this.#work(this.#goOn(undo, own.id));
		}
	}

	#work(work: Promise<void>): void {
		this.#underWay = work.finally(() => {
			this.#underWay = null;
		});
	}

	/** Resolves when none is under way; the one that is is stopped by whoever stops all runs. */
	async stop(): Promise<void> {
		await this.#underWay;
	}

	async #goOn({ id, runId, tenantId }: InterruptedUndo, connectionId: string): Promise<void> {
		const { connections, check, holds, resume, spareFolder, trouble } = this.#parts;
		try {
			const connection = await connections.open(connectionId);
			const is = await check.readiness(connectionId, connection);
			if (!holds.note(connectionId, tenantId, is)) return this.#leaveAlone(id);
			await resume(runId, { connection, spareFolder });
			this.#troubles.delete(id);
			this.#notBefore.delete(id);
		} catch (error) {
			this.#leaveAlone(id);
			// It ends with the process, and was said already.
			if (!(error instanceof UndoInterrupted)) trouble(id, error);
		}
	}

	/** Nothing is asked of the tenant, so it needs no connection. That it was left is for somebody to know. */
	async #end({ id, runId }: InterruptedUndo): Promise<void> {
		const { endLate, spareFolder, trouble } = this.#parts;
		try {
			if ((await endLate(runId, { spareFolder })) === null) return this.#leaveAlone(id);
			trouble(id, new Error(leftWords(id, runId)));
		} catch (error) {
			this.#leaveAlone(id);
			trouble(id, error);
		}
	}

	#leaveAlone(id: string): void {
		const times = this.#troubles.get(id) ?? 0;
		this.#troubles.set(id, times + 1);
		const again = Math.min(MOST_AGAIN_MS, AGAIN_MS * 2 ** times);
		this.#notBefore.set(id, this.#parts.monotonic() + again);
	}
}

const leftWords = (id: string, runId: string): string =>
	`${id} was interrupted, and asked for more than ${UNDO_HOURS} hours ago: it is ended, not gone on with. Its record says what was undone and what not. Ask again to go on: offboardiq undo ${runId}.`;
