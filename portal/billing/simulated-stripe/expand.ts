import type { State } from './state';

/** Puts whole objects in the place of ids, where `expand` asks for it. */
export function expanded(state: State, body: unknown, wish: unknown): unknown {
	const paths = Array.isArray(wish) ? (wish as unknown[]) : [];
	for (const path of paths) if (typeof path === 'string') expandAt(state, body, path.split('.'));
	return body;
}

function expandAt(state: State, at: unknown, [name, ...rest]: readonly string[]): void {
	if (Array.isArray(at)) {
		for (const one of at) expandAt(state, one, name === undefined ? rest : [name, ...rest]);
		return;
	}
	if (typeof at !== 'object' || at === null || name === undefined) return;
	const holder = at as Record<string, unknown>;
	const value = holder[name];
	if (typeof value === 'string') holder[name] = objectOf(state, value) ?? value;
	if (rest.length > 0) expandAt(state, holder[name], rest);
}

function objectOf({ kept }: State, id: string): unknown {
	for (const all of [
		kept.schedules,
		kept.invoices,
		kept.subscriptions,
		kept.customers,
		kept.prices,
	]) {
		if (Object.hasOwn(all, id)) return structuredClone((all as Record<string, unknown>)[id]);
	}
	return undefined;
}
