import type { GraphRequest, GraphResult } from '../shared/graph';
import { withoutList } from '../shared/graph/failure';
import { listMethods, listMethodsInBeta } from '../shared/holdings/authenticationMethods';
import { METHOD_KINDS, preferenceOf, rankOf } from '../shared/holdings/methodKinds';
import type { HeldMethod } from '../shared/step/offboarding';
import { removeAll } from '../shared/step/removeAll';
import type { StepContext } from '../shared/step/step';
import { wholeList } from '../shared/step/verify';
import { deleteMethod, isDefaultRefusal, preferMethod } from './requests';

/** What became of one pass. */
export interface Round {
	readonly results: ReadonlyMap<HeldMethod, GraphResult>;
	/** The list that was read after the last delete. */
	readonly after: GraphResult;
}

/**
 * Deletes methods, each through the collection of its kind, and lists again. v1.0 does not show the beta kinds, so
 * with one of them among the methods the list is read in beta.
 *
 * @param methods of kinds that are known
 */
export async function removeRound(
	context: StepContext,
	methods: readonly HeldMethod[],
): Promise<Round> {
	const { graph, employee } = context;
	const results = new Map<HeldMethod, GraphResult>();
	const isBeta = ({ type }: HeldMethod) => METHOD_KINDS[type]?.version === 'beta';
	const beta = methods.filter(isBeta);
	const stable = methods.filter((method) => !isBeta(method)).sort(byRank);
	const removals = await removeAll(
		graph,
		stable.map((method) => deleteMethod(employee.id, method)),
		listMethods(employee.id),
		isDefaultRefusal,
	);
	for (const [index, method] of stable.entries()) {
		const result = removals.results[index];
		if (result) results.set(method, result);
	}
	for (const method of beta) {
		results.set(method, await graph.attempt(deleteMethod(employee.id, method)));
	}
	if (beta.length > 0) await secondPass(context, results);
	const changed = await withAnotherDefault(context, results);
	const list = listOf(context, methods);
	// The list that came with the deletes is true unless something was deleted, or is hidden from it.
	const current = changed || beta.length > 0 ? null : removals.list;
	return { results, after: await whole(context, list, current ?? (await graph.attempt(list))) };
}

/** With every page; a list that goes on and can't be read to its end shows nothing. */
async function whole(
	{ graph }: StepContext,
	list: GraphRequest,
	result: GraphResult,
): Promise<GraphResult> {
	if (!result.ok) return result;
	const body = await wholeList(graph, list, result.body);
	return body === null ? { ok: false, failure: withoutList(result.attempts) } : { ...result, body };
}

/** The read that shows all of these methods while they are there. */
export function listOf({ employee }: StepContext, methods: readonly HeldMethod[]): GraphRequest {
	const hidden = methods.some(({ type }) => METHOD_KINDS[type]?.version === 'beta');
	return hidden ? listMethodsInBeta(employee.id) : listMethods(employee.id);
}

/** A default that was refused for a beta kind beside it: that one is gone by now. */
async function secondPass(
	{ graph, employee }: StepContext,
	results: Map<HeldMethod, GraphResult>,
): Promise<void> {
	for (const [method, result] of results) {
		if (!isDefaultRefusal(result)) continue;
		results.set(method, await graph.attempt(deleteMethod(employee.id, method)));
	}
}

/**
 * Deletes what is still refused for being the default: makes another the default, or pins nothing more where it is the
 * last, then tries once more.
 *
 * @returns whether anything was sent
 */
async function withAnotherDefault(
	{ graph, employee }: StepContext,
	results: Map<HeldMethod, GraphResult>,
): Promise<boolean> {
	const refused = [...results].filter(([, result]) => isDefaultRefusal(result));
	for (const [method] of refused) {
		const others = [...results].filter(([other, { ok }]) => !ok && other !== method);
		const preferences = [...others.map(([other]) => other), method].map(preferenceOf);
		const preference = preferences.find((value) => value !== null);
		if (!preference) continue;
		const preferred = await graph.attempt(preferMethod(employee.id, preference));
		if (preferred.ok) results.set(method, await graph.attempt(deleteMethod(employee.id, method)));
	}
	return refused.length > 0;
}

/** The order in which methods are deleted. */
export function byRank(a: HeldMethod, b: HeldMethod): number {
	return rankOf(a) - rankOf(b);
}
