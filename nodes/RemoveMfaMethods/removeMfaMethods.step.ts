import { graphPath, type GraphRequest, type GraphResult } from '../shared/graph';
import { withoutList } from '../shared/graph/failure';
import { heldMethodsOf, listMethods } from '../shared/holdings/authenticationMethods';
import { METHOD_KINDS, rankOf } from '../shared/holdings/methodKinds';
import {
	alreadyDone,
	blocked,
	done,
	fromFailure,
	planned,
	type Target,
} from '../shared/step/items';
import { count } from '../shared/step/counting';
import type { HeldMethod } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import { PERMISSIONS } from '../shared/step/permissions';
import { removeAll } from '../shared/step/removeAll';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { seenWithin, wholeList } from '../shared/step/verify';

const NOTHING = 'Nothing to do: no MFA methods registered.';

const STILL_REGISTERING =
	'Registered while the others were deleted, and left. Check that sign-in is off, then run this step again.';

/** A method may be registered while we delete; a second look is enough, as sign-in is off by now. */
const MOST_ROUNDS = 2;

/**
 * Step 4: deletes every authentication method except the password, then lists again until only that is left.
 *
 * Effect class idempotent by method id (404 = gone already). The default method can't go while others are there, so
 * one that is refused for that reason is tried again at the end. Permission UserAuthenticationMethod.ReadWrite.All.
 * @see https://learn.microsoft.com/graph/api/authentication-list-methods
 */
export const removeMfaMethods: Step<object> = { key: 'removeMfaMethods', run: remove };

async function remove(context: StepContext): Promise<StepResult> {
	const { employee, holdings, dryRun } = context;
	const listed = holdings?.authenticationMethods ?? null;
	// An empty list from the look-up is old by now, and "nothing to do" must be true at this moment.
	let methods = dryRun || !listed?.length ? await list(context) : listed;
	if (methods.length === 0) return { items: [], summary: NOTHING };
	if (dryRun) return plan(methods);

	const items: ItemOutcome[] = [];
	for (let round = 1; round <= MOST_ROUNDS && methods.length > 0; round += 1) {
		const left = await removeRound(context, methods, items);
		methods = left.filter((method) => !items.some((item) => item.targetId === method.id));
	}
	items.push(...methods.map((method) => blocked(targetOf(method), STILL_REGISTERING)));
	const removed = items.filter((item) => item.status === 'done').length;
	const kept = items.filter((item) => item.status !== 'done' && item.status !== 'skipped').length;
	return { items, summary: sentence(removed, kept, employee.displayName) };
}

function sentence(removed: number, kept: number, name: string): string {
	if (kept === 0) return `${count(removed, 'method')} removed.`;
	return `${count(removed, 'method')} removed, ${count(kept, 'method')} of ${name} not.`;
}

/** One pass over the methods; adds an item for each and returns what the list shows afterwards. */
async function removeRound(
	context: StepContext,
	methods: readonly HeldMethod[],
	items: ItemOutcome[],
): Promise<readonly HeldMethod[]> {
	const { graph, employee } = context;
	const known = methods.filter((method) => METHOD_KINDS[method.type] !== undefined);
	const stable = known
		.filter((method) => METHOD_KINDS[method.type]?.version !== 'beta')
		.sort(byRank);
	const beta = known.filter((method) => METHOD_KINDS[method.type]?.version === 'beta');
	const early: GraphResult[] = [];
	for (const method of beta) early.push(await graph.attempt(deleteMethod(employee.id, method)));
	const { results, list: last } = await removeAll(
		graph,
		stable.map((method) => deleteMethod(employee.id, method)),
		listMethods(employee.id),
		isDefaultRefusal,
	);
	const after = await wholeResult(
		graph,
		last ?? (await graph.attempt(listMethods(employee.id))),
		employee.id,
	);
	for (const [index, method] of [...beta, ...stable].entries()) {
		const result = [...early, ...results][index];
		if (result) items.push(await itemOf(context, method, result, after));
	}
	for (const method of methods.filter((entry) => !known.includes(entry))) {
		items.push(blocked(targetOf(method), unknownKind(method.type)));
	}
	return after.ok ? heldMethodsOf(after.body) : [];
}

async function itemOf(
	context: StepContext,
	method: HeldMethod,
	result: GraphResult,
	after: GraphResult,
): Promise<ItemOutcome> {
	const gone = (body: unknown) => !heldMethodsOf(body).some((entry) => entry.id === method.id);
	if (!result.ok) {
		if (result.failure.kind !== 'notFound') return fromFailure(targetOf(method), result.failure);
		return after.ok && gone(after.body)
			? alreadyDone(targetOf(method), 'Was gone already.', result.failure.requestId)
			: fromFailure(targetOf(method), result.failure);
	}
	const { graph, employee, verifyForMs } = context;
	const seenAt = await seenWithin(graph, listMethods(employee.id), gone, verifyForMs, after);
	return done(targetOf(method), result, seenAt);
}

/** The list after the deletes with every page of it; a list that goes on and can't be read shows nothing. */
async function wholeResult(
	graph: StepContext['graph'],
	result: GraphResult,
	employeeId: string,
): Promise<GraphResult> {
	if (!result.ok) return result;
	const body = await wholeList(graph, listMethods(employeeId), result.body);
	return body === null ? { ok: false, failure: withoutList(result.attempts) } : { ...result, body };
}

async function list({ graph, employee }: StepContext): Promise<readonly HeldMethod[]> {
	return heldMethodsOf({ value: await graph.list(listMethods(employee.id)) });
}

function plan(methods: readonly HeldMethod[]): StepResult {
	const items = [...methods]
		.sort(byRank)
		.map((method) =>
			METHOD_KINDS[method.type]
				? planned(targetOf(method), 'Would be removed.')
				: blocked(targetOf(method), unknownKind(method.type)),
		);
	return { items, summary: `${count(methods.length, 'method')} would be removed.` };
}

function unknownKind(type: string): string {
	return `OffboardIQ does not know the method kind ${type} and left it. Remove it in the Entra admin center under Authentication methods.`;
}

function isDefaultRefusal(result: GraphResult): boolean {
	return (
		!result.ok &&
		result.failure.status === 400 &&
		/default/i.test(result.failure.graphMessage ?? '')
	);
}

function byRank(a: HeldMethod, b: HeldMethod): number {
	return rankOf(a) - rankOf(b);
}

function targetOf(method: HeldMethod): Target {
	return { target: method.name, targetId: method.id };
}

function deleteMethod(userId: string, method: HeldMethod): GraphRequest {
	const kind = METHOD_KINDS[method.type];
	if (!kind) throw new Error(`No collection is known for ${method.type}.`);
	return {
		method: 'DELETE',
		path: kind.single
			? graphPath`/users/${userId}/authentication/${kind.collection}`
			: graphPath`/users/${userId}/authentication/${kind.collection}/${method.id}`,
		effect: 'idempotent',
		permissions: PERMISSIONS.removeMethods,
		...(kind.version ? { version: kind.version } : {}),
	};
}
