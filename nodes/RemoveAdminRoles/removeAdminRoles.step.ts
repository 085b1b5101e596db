import type { GraphFailure, GraphResult } from '../shared/graph';
import { count, enumerate } from '../shared/step/counting';
import { createOnce } from '../shared/step/createOnce';
import {
	alreadyDone,
	blocked,
	done,
	fromFailure,
	planned,
	skipped,
	type Target,
} from '../shared/step/items';
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
const THROUGH_GROUP =
	'Roles can be held through this group; they end with the membership in step 8.';

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
	const groups = throughGroups(context);
	if (roles.length === 0 && unread.length === 0) return { items: groups, summary: NOTHING };
	if (context.dryRun) return plan(roles, [...unread, ...groups]);

	const items: ItemOutcome[] = [...unread, ...groups];
	for (const role of [...found.eligible, ...found.active]) {
		items.push(await removeThroughPim(context, role));
	}
	items.push(...(await removeDirect(context, found.direct)));
	return { items, summary: sentence(items, roles) };
}

/** Named here because whoever reads "admin roles" must not miss them; they are taken away with the group. */
function throughGroups({ holdings }: StepContext): readonly ItemOutcome[] {
	const groups = holdings?.groups?.filter((group) => group.isAssignableToRole) ?? [];
	return groups.map(({ id, displayName }) =>
		skipped({ target: `Group ${displayName}`, targetId: id }, THROUGH_GROUP),
	);
}

function sentence(items: readonly ItemOutcome[], roles: readonly HeldRole[]): string {
	const removed = items.filter((item) => item.status === 'done').length;
	const names = enumerate([...new Set(roles.map((role) => role.displayName))]);
	if (roles.length === 0) return 'No role was found, but not every place could be read.';
	return `${count(removed, 'role')} of ${roles.length} removed: ${names}.`;
}

function plan(roles: readonly HeldRole[], others: readonly ItemOutcome[]): StepResult {
	const items = roles.map((role) => planned(targetOf(role), 'Would be removed.'));
	return {
		items: [...others, ...items],
		summary: `${count(roles.length, 'role')} would be removed.`,
	};
}

function notRead(place: RolesFound['unread'][number]): ItemOutcome {
	return fromFailure({ target: place.what }, place.failure, 'read');
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
		return refusal(role, result.failure);
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
	const gone = (body: unknown) => absent(body) !== null;
	if (made.kind === 'failed') {
		// Somebody else was faster, or our own request was: only a read tells.
		const mayBeGone = made.failure.code === 'RoleAssignmentDoesNotExist';
		const isGone = mayBeGone && (await seenWithin(graph, list, gone, verifyForMs)) !== null;
		return isGone
			? alreadyDone(targetOf(role), 'Was gone already.', made.failure.requestId)
			: refusal(role, made.failure);
	}
	if (made.kind === 'existed') {
		return alreadyDone(targetOf(role), 'Was gone already.', made.answer.requestId);
	}
	const seenAt = made.seenAt ?? (await seenWithin(graph, list, gone, verifyForMs));
	return done(targetOf(role), made.answer, seenAt);
}

function refusal(role: HeldRole, failure: GraphFailure): ItemOutcome {
	if (failure.code === 'ActiveDurationTooShort') return blocked(targetOf(role), TOO_FRESH, failure);
	return isLastAdministrator(failure)
		? blocked(targetOf(role), lastOne(role.displayName), failure)
		: fromFailure(targetOf(role), failure);
}

const TOO_FRESH =
	'It was activated less than five minutes ago and can not be taken away before. Run this step again in five minutes.';

function lastOne(name: string): string {
	return `This is the last ${name} of the tenant, and Entra refuses to leave it without. Give the role to somebody else, then run this step again.`;
}

function isLastAdministrator(failure: GraphFailure): boolean {
	return failure.status === 400 && /\blast\b.*administrator/i.test(failure.graphMessage ?? '');
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
