import type { EventStream, Message } from './event-stream';

/** What is watched. */
export type Kind = 'run' | 'bulk';

/** What happened to something since somebody was told last. */
export interface News {
	readonly messages: readonly Message[];
	/** How far it has come with them. */
	readonly upTo: number;
	/** Nothing more will happen to it. */
	readonly isOver: boolean;
}

/** What somebody wants to be told of. */
export interface Watch {
	readonly kind: Kind;
	readonly id: string;
	/** How far the page or the stream before this one had come. */
	readonly after: number;
	/** Whoever has the same face is shown the same, so it is drawn once for all of them. */
	readonly face: string;
	/** @throws HttpError where it is not theirs any more */
	readonly since: (after: number) => Promise<News>;
}

/** What several watch who are shown the same. */
export interface View extends Omit<Watch, 'after'> {
	readonly watchers: Set<Watcher>;
}

export interface Watcher {
	after: number;
	/** Nothing was looked up for them yet. */
	isNew: boolean;
	readonly stream: EventStream;
	readonly leave: () => void;
}

/** All that is watched of one kind: whoever has the same face may see the same, and one look serves all of them. */
export class Views {
	readonly #views = new Map<string, View>();

	get size(): number {
		return this.#views.size;
	}

	all(): readonly View[] {
		return [...this.#views.values()];
	}

	watchers(): readonly Watcher[] {
		return this.all().flatMap(({ watchers }) => [...watchers]);
	}

	/** The view that this is a watch of: the first one's way to look is that of all. */
	of({ kind, id, face, since }: Watch): View {
		const key = keyOf({ id, face });
		const view = this.#views.get(key) ?? { kind, id, face, since, watchers: new Set() };
		this.#views.set(key, view);
		return view;
	}

	leave(view: View, watcher: Watcher): void {
		view.watchers.delete(watcher);
		const key = keyOf(view);
		if (view.watchers.size === 0 && this.#views.get(key) === view) this.#views.delete(key);
	}
}

const keyOf = ({ id, face }: Pick<View, 'id' | 'face'>): string => JSON.stringify([id, face]);

/** Who has not come so far, by how far they have come: who has come as far is told the same. */
export function groupsOf(
	watchers: Iterable<Watcher>,
	upTo: number,
): ReadonlyMap<number, readonly Watcher[]> {
	const groups = new Map<number, Watcher[]>();
	for (const watcher of watchers) {
		if (!watcher.isNew && upTo === watcher.after) continue;
		// Nobody was told that much: a made-up number would be asked about again and again, and told nothing.
		if (upTo < watcher.after) watcher.after = 0;
		const group = groups.get(watcher.after);
		if (group) group.push(watcher);
		else groups.set(watcher.after, [watcher]);
	}
	return groups;
}
