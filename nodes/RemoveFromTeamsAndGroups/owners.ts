import { fieldsOf, listOf, textOf, typeOf, type GraphResult } from '../shared/graph';
import { isExternal, managerFor } from '../shared/holdings/people';
import { blocked, done, fromFailure, type Target } from '../shared/step/items';
import type { HeldGroup, Person } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { seenWithin } from '../shared/step/verify';
import { describe } from './kinds';
import { addOwner, listOwners } from './requests';

/** What must happen to a group before its owner may leave it. */
export interface Handover {
	/** Groups that the leaver may leave: somebody else owns them too. */
	readonly free: readonly HeldGroup[];
	/** One item for every group that was handed over or could not be. */
	readonly items: readonly ItemOutcome[];
}

/**
 * Passes ownership on before it is taken away: a group without an owner is nobody's, and Graph refuses to make one.
 * Only people count as owners; an app can't look after a group.
 *
 * @param owners one result of `listOwners` per group, in order
 */
export async function handOver(
	context: StepContext,
	groups: readonly HeldGroup[],
	owners: readonly (GraphResult | undefined)[],
): Promise<Handover> {
	const { graph, employee } = context;
	const free: HeldGroup[] = [];
	const items: ItemOutcome[] = [];
	const alone: HeldGroup[] = [];
	groups.forEach((group, index) => {
		const result = owners[index];
		if (result?.ok === false) items.push(fromFailure(targetOf(group), result.failure, 'read'));
		else if (otherOwners(result, context.employee.id) > 0) free.push(group);
		else alone.push(group);
	});
	if (alone.length === 0) return { free, items };
	const successor = successorOf(await managerFor(context), employee.id);
	if (successor === null) {
		items.push(...alone.map((group) => blocked(targetOf(group), NO_SUCCESSOR)));
		return { free, items };
	}
	const added = await graph.together(
		alone.map((group) => addOwner(graph.connection, group, successor.id)),
	);
	const seen = await graph.together(alone.map((group) => listOwners(group.id)));
	for (const [index, group] of alone.entries()) {
		const item = await handOverItem(context, group, successor, added[index], seen[index]);
		items.push(item);
		if (item.status === 'done') free.push(group);
	}
	return { free, items };
}

const NO_SUCCESSOR =
	'The leaver is the last owner and there is no successor. Name a new owner, then run this step again. The membership was kept.';

/** A guest looks after nothing here: the group would be run from outside the company. */
function successorOf(manager: Person | null, leaver: string): Person | null {
	if (manager === null || manager.id === leaver || manager.accountEnabled === false) return null;
	return isExternal(manager) ? null : manager;
}

/** Done only once a read shows the successor: until then the leaver may not go, and the record must say so. */
async function handOverItem(
	{ graph, verifyForMs }: StepContext,
	group: HeldGroup,
	successor: Person,
	added: GraphResult | undefined,
	seen: GraphResult | undefined,
): Promise<ItemOutcome> {
	const target = { ...targetOf(group), after: successor.displayName };
	const already = added?.ok === false && /already exist/i.test(added.failure.graphMessage ?? '');
	if (added?.ok === false && !already) return fromFailure(target, added.failure);
	const owns = (body: unknown) =>
		listOf(fieldsOf(body), 'value').some((owner) => textOf(owner, 'id') === successor.id);
	const seenAt = await seenWithin(graph, listOwners(group.id), owns, verifyForMs, seen);
	if (seenAt === null) return blocked(target, notSeen(successor.displayName));
	const answer = added?.ok ? added : { requestId: null, attempts: 1, at: seenAt };
	return done(target, answer, seenAt, `Passed on to ${successor.displayName}.`);
}

function notSeen(name: string): string {
	return `${name} was made owner, but does not show as one yet. The membership was kept. Run this step again in a few minutes.`;
}

function otherOwners(result: GraphResult | undefined, leaver: string): number {
	if (!result?.ok) return 0;
	return listOf(fieldsOf(result.body), 'value').filter((owner) => {
		const type = typeOf(owner);
		return textOf(owner, 'id') !== leaver && (type === 'user' || type === '');
	}).length;
}

function targetOf(group: HeldGroup): Target {
	return { target: `Ownership of ${describe(group)}`, targetId: group.id };
}
