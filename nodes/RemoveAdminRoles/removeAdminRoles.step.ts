import type { GraphFailure, GraphResult } from '../shared/graph';
import { count, enumerate } from '../shared/step/counting';
import { createOnce } from '../shared/step/createOnce';
import { alreadyDone, blocked, done, fromFailure, planned, type Target } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import { removeAll } from '../shared/step/removeAll';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { seenWithin } from '../shared/step/verify';
import {
	deleteAssignment,
	listActive,
	listAssignments,
	listEligible,
	requestRemoval,
	showsRole,
	type HeldRole,
} from './heldRoles';
import { readRoles, type RolesFound } from './readRoles';

const NOTHING = 'Nothing to do: no admin roles, direct, eligible or active.';

/**
 * Step 5: takes every directory role away: direct assignments (administrative-unit and app scope included) and, where
 * Privileged Identity Management is licensed, eligible and active ones; then reads the lists again.
 *
 * Direct assignments are idempotent by id; PIM requests are create-once: read before and after. Eligibility goes before
 * activation, so that nothing can be activated again. Permission RoleManagement.ReadWrite.Directory.
 * @see https://learn.microsoft.com/graph/api/resources/rolemanagement
 */
export const removeAdminRoles: Step<object> = { key: 'removeAdminRoles', run: remove };

async function remove(context: StepContext): Promise<StepResult> {
	const found = await readRoles(context.graph, context.employee.id);
	const roles = [...found.eligible, ...found.active, ...found.direct];
	const unread = found.unread.map(notRead);
	if (roles.length === 0 && unread.length === 0) return { items: [], summary: NOTHING };
	if (context.dryRun) return plan(roles, unread);

	const items: ItemOutcome[] = [...unread];
	for (const role of [...found.eligible, ...found.active]) {
		items.push(await removeThroughPim(context, role));
	}
	items.push(...(await removeDirect(context, found.direct)));
	return { items, summary: sentence(items, roles) };
}

function sentence(items: readonly ItemOutcome[], roles: readonly HeldRole[]): string {
	const removed = items.filter((item) => item.status === 'done').length;
	const names = enumerate([...new Set(roles.map((role) => role.displayName))]);
	if (roles.length === 0) return 'No role was found, but not every place could be read.';
	return `${count(removed, 'role')} of ${roles.length} removed: ${names}.`;
}

function plan(roles: readonly HeldRole[], unread: readonly ItemOutcome[]): StepResult {
	const items = roles.map((role) => planned(targetOf(role), 'Would be removed.'));
	return { items: [...unread, ...items], summary: `${count(roles.length, 'role')} would be removed.` };
}

function notRead(place: RolesFound['unread'][number]): ItemOutcome {
	return blocked({ target: place.what }, place.failure.message, place.failure);
}

async function removeDirect(
	context: StepContext,
	roles: readonly HeldRole[],
): Promise<readonly ItemOutcome[]> {
	const { graph, employee } = context;
	const list = listAssignments(employee.id);
	const { results, list: last } = await removeAll(graph, roles.map(deleteAssignment), list);
	const items: ItemOutcome[] = [];
	for (const [index, role] of roles.entries()) {
		const result = results[index];
		if (result) items.push(await directItem(context, role, result, last));
	}
	return items;
}

async function directItem(
	{ graph, employee, verifyForMs }: StepContext,
	role: HeldRole,
	result: GraphResult,
	last: GraphResult | null,
): Promise<ItemOutcome> {
	const list = listAssignments(employee.id);
	const gone = (body: unknown) => !showsRole(body, role);
	if (!result.ok && result.failure.kind !== 'notFound') {
		return fromFailure(targetOf(role), result.failure);
	}
	const seenAt = await seenWithin(graph, list, gone, verifyForMs, last ?? undefined);
	if (result.ok) return done(targetOf(role), result, seenAt);
	return seenAt === null
		? fromFailure(targetOf(role), result.failure)
		: alreadyDone(targetOf(role), 'Was gone already.', result.failure.requestId);
}

async function removeThroughPim(context: StepContext, role: HeldRole): Promise<ItemOutcome> {
	const { graph, employee, verifyForMs } = context;
	const list = role.place === 'eligible' ? listEligible(employee.id) : listActive(employee.id);
	// "Made" here is the absence of the role: that is what the request makes, and what a read can show.
	const absent = (body: unknown) => (showsRole(body, role) ? null : true);
	const made = await createOnce(graph, list, absent, requestRemoval(employee.id, role));
	if (made.kind === 'failed') return pimFailure(role, made.failure);
	if (made.kind === 'existed') {
		return alreadyDone(targetOf(role), 'Was gone already.', made.answer.requestId);
	}
	const gone = (body: unknown) => absent(body) !== null;
	const seenAt = made.seenAt ?? (await seenWithin(graph, list, gone, verifyForMs));
	return done(targetOf(role), made.answer, seenAt);
}


function pimFailure(role: HeldRole, failure: GraphFailure): ItemOutcome {
	return failure.code === 'ActiveDurationTooShort'
		? blocked(
				targetOf(role),
				'It was activated less than five minutes ago and can not be taken away before. Run this step again in five minutes.',
				failure,
			)
		: fromFailure(targetOf(role), failure);
}

function targetOf(role: HeldRole): Target {
	const where =
		role.appScopeId !== null
			? ', for one app'
			: role.directoryScopeId !== null && role.directoryScopeId !== '/'
				? ', for one administrative unit'
				: '';
	const how = { direct: '', eligible: ', eligible', active: ', active through PIM' }[role.place];
	return { target: `${role.displayName}${how}${where}`, targetId: role.id };
}
