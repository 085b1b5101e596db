import type { Clock, GraphConnection } from '../../nodes/shared/graph';
import { createGraphClient } from '../../nodes/shared/graph';
import { ConnectionError } from '../../nodes/shared/graph/connection';
import { GraphFailure } from '../../nodes/shared/graph/failure';
import { readOrganization } from '../../nodes/shared/holdings/organization';

/** Beyond these the clock of this machine decides nothing: what can't be undone must not happen on a wrong day. */
const MOST_OFF_DATABASE_MS = 60_000;
const MOST_OFF_GRAPH_MS = 5 * 60_000;

/** How long an answer of a tenant counts, milliseconds. Bad ones are asked about again sooner. */
const GOOD_FOR_MS = 60_000;
const BAD_FOR_MS = 20_000;

/** Whether work in a tenant may begin now; else why not, in one line. */
export type Readiness = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Compares the clocks of this machine and of the database. */
export function databaseReadiness(local: Date, database: Date): Readiness {
	const ahead = local.getTime() - database.getTime();
	if (Math.abs(ahead) <= MOST_OFF_DATABASE_MS) return { ok: true };
	return {
		ok: false,
		reason: `The clock of this machine is ${offBy(ahead)} the clock of the database. Nothing is started until they agree: set the clock.`,
	};
}

/**
 * Asks a tenant one small question before anything is started in it: can it be signed in to, and what time is it there?
 * The answer counts for a minute. Reads only.
 */
export class ClockCheck {
	readonly #known = new Map<string, { readonly until: number; readonly is: Readiness }>();
	readonly #asking = new Map<string, Promise<Readiness>>();

	constructor(
		private readonly clock: Clock,
		private readonly monotonic: () => number = () => performance.now(),
	) {}

	/** Many runs that begin together wait for one answer. @param id what the answer is kept under */
	async readiness(id: string, connection: GraphConnection): Promise<Readiness> {
		const known = this.#known.get(id);
		if (known && known.until > this.monotonic()) return known.is;
		const asking = this.#asking.get(id) ?? this.#askAndKeep(id, connection);
		this.#asking.set(id, asking);
		return await asking.finally(() => this.#asking.delete(id));
	}

	async #askAndKeep(id: string, connection: GraphConnection): Promise<Readiness> {
		const is = await this.#ask(connection);
		this.#known.set(id, { is, until: this.monotonic() + (is.ok ? GOOD_FOR_MS : BAD_FOR_MS) });
		return is;
	}

	async #ask(connection: GraphConnection): Promise<Readiness> {
		const graph = createGraphClient(connection, { readOnly: true, clock: this.clock });
		try {
			await graph.send(readOrganization());
		} catch (error) {
			if (!(error instanceof ConnectionError || error instanceof GraphFailure)) throw error;
			// A refusal is an answer too, and tells the time.
			const answered = error instanceof GraphFailure && graph.clockAheadMs !== null;
			if (!answered) return { ok: false, reason: error.message };
		}
		const ahead = graph.clockAheadMs ?? 0;
		if (Math.abs(ahead) <= MOST_OFF_GRAPH_MS) return { ok: true };
		return {
			ok: false,
			reason: `The clock of this machine is ${offBy(ahead)} the clock of ${new URL(connection.graphBaseUrl).host}. Nothing is started until they agree: set the clock.`,
		};
	}
}

function offBy(ahead: number): string {
	const minutes = Math.abs(ahead) / 60_000;
	const size =
		minutes < 120 ? `${Math.round(minutes)} minutes` : `${Math.round(minutes / 60)} hours`;
	return `${size} ${ahead > 0 ? 'ahead of' : 'behind'}`;
}
