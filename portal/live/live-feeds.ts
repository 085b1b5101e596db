import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { encoded, EventStream } from './event-stream';
import { OpenStreams } from './open-streams';
import { groupsOf, Views, type Kind, type View, type Watch, type Watcher } from './watched-views';

/** How often the journal is asked, milliseconds. A step is seen within a second; a long list need not be redrawn so often. */
const EVERY_MS: Readonly<Record<Kind, number>> = { run: 150, bulk: 1_000 };
const BEAT_MS = 15_000;
/** The page is asked for anew. */
const CHANGED = encoded([{ event: 'changed', data: '' }]);

/**
 * Tells browsers what the journal says, as it comes in: whoever works on a run may be another process, on another
 * machine. The journal is asked once for all who watch, and what they are shown is drawn once for all who see the same.
 */
export class LiveFeeds {
	readonly #services: Services;
	readonly #open: OpenStreams;
	readonly #views: Readonly<Record<Kind, Views>> = { run: new Views(), bulk: new Views() };
	readonly #asking = new Map<Kind, Promise<void>>();
	#timers: NodeJS.Timeout[] = [];

	constructor(services: Services) {
		this.#services = services;
		this.#open = new OpenStreams(services);
	}

	/** How many watch. */
	get size(): number {
		return this.#all().length;
	}

	/**
	 * Answers a call with a stream that stays open until there is nothing more to tell, the browser leaves, or whoever
	 * asked may not listen any more.
	 *
	 * @throws HttpError 429 when this account has too many open
	 */
	watch({ visitor, response }: MemberCall, watch: Watch): void {
		// Gone while it was found out who asks: their leaving was told already, and would never be told again.
		if (response.destroyed) return;
		const stream = new EventStream(response);
		const letGo = this.#open.add(visitor, () => {
			// The page is asked for anew, and judged anew.
			stream.send(CHANGED);
			stream.end();
		});
		const view = this.#views[watch.kind].of(watch);
		const leave = () => {
			letGo();
			this.#views[watch.kind].leave(view, watcher);
			this.#rest();
		};
		const watcher: Watcher = { after: watch.after, isNew: true, stream, leave };
		response.on('close', leave);
		view.watchers.add(watcher);
		this.#wake();
		stream.open();
	}

	/** Ends all streams, for the stop of the process. */
	async close(): Promise<void> {
		for (const { stream, leave } of this.#all()) {
			stream.end();
			leave();
		}
		await this.#open.close();
		await Promise.all(this.#asking.values());
	}

	#all(): readonly Watcher[] {
		return [...this.#views.run.watchers(), ...this.#views.bulk.watchers()];
	}

	#wake(): void {
		if (this.#timers.length > 0) return;
		const looks = (['run', 'bulk'] as const).map((kind) =>
			setInterval(() => this.#tick(kind), EVERY_MS[kind]),
		);
		const beat = setInterval(() => this.#all().forEach(({ stream }) => stream.beat()), BEAT_MS);
		this.#timers = [...looks, beat];
	}

	#rest(): void {
		if (this.size > 0) return;
		for (const timer of this.#timers) clearInterval(timer);
		this.#timers = [];
	}

	/** A database that is slow is not asked a second time meanwhile. */
	#tick(kind: Kind): void {
		if (this.#asking.has(kind) || this.#views[kind].size === 0) return;
		const asked = this.#look(kind)
			.catch((error: unknown) => {
				// Asked again in a moment; a page that is told nothing for long still says when it was told last.
				this.#services.log.error({ err: error }, 'what happens could not be read');
			})
			.finally(() => this.#asking.delete(kind));
		this.#asking.set(kind, asked);
	}

	async #look(kind: Kind): Promise<void> {
		const { runner } = this.#services;
		const views = this.#views[kind].all();
		const ids = [...new Set(views.map(({ id }) => id))];
		const last = kind === 'run' ? await runner.lastEvents(ids) : await runner.bulkVersions(ids);
		for (const view of views) {
			const groups = groupsOf(view.watchers, last.get(view.id) ?? 0);
			for (const [after, watchers] of groups) await this.#tell(view, after, watchers);
		}
	}

	async #tell({ since }: View, after: number, watchers: readonly Watcher[]): Promise<void> {
		try {
			const { messages, upTo, isOver } = await since(after);
			const bytes = encoded(isOver ? [...messages, { event: 'over', data: '' }] : messages);
			for (const watcher of watchers) {
				watcher.after = upTo;
				watcher.isNew = false;
				watcher.stream.send(bytes);
				if (isOver) watcher.stream.end();
			}
		} catch (error) {
			if (!(error instanceof HttpError)) throw error;
			for (const { stream } of watchers) {
				stream.send(CHANGED);
				stream.end();
			}
		}
	}
}

/**
 * How far a browser has come: what it was told last, or what its page was drawn with.
 *
 * @returns 0 for one that knows nothing, or says what is no number
 */
export function comeTo(call: MemberCall): number {
	const text = call.request.get('last-event-id') ?? call.query('after');
	return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
