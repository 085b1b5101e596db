import { sameId, type GraphResult } from '../shared/graph';
import { heldMethodsOf } from '../shared/holdings/authenticationMethods';
import { METHOD_KINDS } from '../shared/holdings/methodKinds';
import { methodGap } from '../shared/step/cloudGaps';
import { count } from '../shared/step/counting';
import { blocked, done, foundGone, fromFailure, planned, type Target } from '../shared/step/items';
import type { HeldMethod } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { lookFor, whyUnseen } from '../shared/step/verify';
import { ItemList } from './itemList';
import { listEverything } from './listing';
import { byRank, listOf, removeRound } from './removeRound';
import { isDefaultRefusal } from './requests';

const NOTHING = 'Nothing to do: no MFA methods registered.';

/**
 * Methods may be registered while we delete, and the default waits for each of them. Sign-in is off by now, so somebody
 * who still goes on after so many rounds is for a person to look at.
 */
const MOST_ROUNDS = 5;

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
	const held = holdings?.methodsInBeta ? (holdings.authenticationMethods ?? []) : [];
	// An empty list from the look-up is old by now, and "nothing to do" must be true at this moment.
	const isKnown = held.length > 0 && !dryRun;
	const listing = isKnown ? { methods: held, items: [] } : await listEverything(context);
	let { methods } = listing;
	const said = listing.items;
	if (methods.length === 0) return { items: said, summary: NOTHING };
	if (dryRun) return plan(context, methods, said);

	const list = new ItemList();
	for (let round = 1; round <= MOST_ROUNDS && methods.length > 0; round += 1) {
		const left = await removeThese(context, methods, list);
		methods = left.filter((method) => !list.isSettled(method));
		// Refused beside nothing else: nothing has changed for it.
		if (methods.every((method) => list.isPutOff(method))) break;
	}
	for (const method of methods) list.leave(method, targetOf(method));
	const items = list.all();
	const removed = items.filter((item) => item.status === 'done').length;
	const kept = items.filter((item) => item.status !== 'done' && item.status !== 'skipped').length;
	return { items: [...items, ...said], summary: sentence(removed, kept, employee.displayName) };
}

function sentence(removed: number, kept: number, name: string): string {
	if (kept === 0) return `${count(removed, 'method')} removed.`;
	return `${count(removed, 'method')} removed, ${count(kept, 'method')} of ${name} not.`;
}

/** One pass over the methods; adds an item for each and returns what the list shows afterwards. */
async function removeThese(
	context: StepContext,
	methods: readonly HeldMethod[],
	items: ItemList,
): Promise<readonly HeldMethod[]> {
	const kept = methods.flatMap((method) => keptOf(context, method) ?? []);
	const removable = methods.filter((method) => keptOf(context, method) === null);
	const { results, after } = await removeRound(context, removable);
	const readAt = after.ok ? after.at : null;
	for (const [method, result] of results) {
		items.put(await itemOf(context, method, result, after), readAt, isDefaultRefusal(result));
	}
	for (const item of kept) items.put(item);
	return after.ok ? heldMethodsOf(after.body) : [];
}

/** The outcome of a method that no call deletes; null for one that can be deleted. */
function keptOf({ graph }: StepContext, method: HeldMethod): ItemOutcome | null {
	const gap = methodGap(graph.connection.cloud, method.type);
	if (gap !== null) return blocked(targetOf(method), gap);
	return METHOD_KINDS[method.type] ? null : blocked(targetOf(method), unknownKind(method.type));
}

async function itemOf(
	context: StepContext,
	method: HeldMethod,
	result: GraphResult,
	after: GraphResult,
): Promise<ItemOutcome> {
	const gone = (body: unknown) => !heldMethodsOf(body).some((entry) => sameId(entry.id, method.id));
	if (!result.ok) {
		if (result.failure.kind !== 'notFound') return fromFailure(targetOf(method), result.failure);
		return after.ok && gone(after.body)
			? foundGone(targetOf(method), result.failure, after.at)
			: fromFailure(targetOf(method), result.failure);
	}
	const { graph, verifyForMs } = context;
	const seen = await lookFor(graph, listOf(context, [method]), gone, verifyForMs, after);
	return done(targetOf(method), result, seen.at, whyUnseen(seen));
}

function plan(
	context: StepContext,
	methods: readonly HeldMethod[],
	said: readonly ItemOutcome[],
): StepResult {
	const items = [...methods]
		.sort(byRank)
		.map((method) => keptOf(context, method) ?? planned(targetOf(method), 'Would be removed.'));
	const removable = items.filter(({ status }) => status === 'pending').length;
	return { items: [...items, ...said], summary: `${count(removable, 'method')} would be removed.` };
}

function unknownKind(type: string): string {
	return `OffboardIQ does not know the method kind ${type} and left it. Remove it in the Entra admin center under Authentication methods.`;
}

function targetOf(method: HeldMethod): Target {
	return { target: method.name, targetId: method.id };
}
