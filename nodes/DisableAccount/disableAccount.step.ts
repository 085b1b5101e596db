import { fieldsOf, flagOf, graphPath, type GraphRequest } from '../shared/graph';
import { foreseenProtection, fromAccountFailure } from '../shared/holdings/protection';
import { blocked, done, planned, skipped, type Target } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import { PERMISSIONS } from '../shared/step/permissions';
import { writeAndReadBack } from '../shared/step/readBack';
import type { Step, StepContext, StepResult } from '../shared/step/step';

/**
 * Step 1: turns sign-in off (`accountEnabled: false`) and reads it back, in one round trip.
 *
 * Effect class repeatable. Permission User.EnableDisableAccount.All with User.Read.All.
 * @see https://learn.microsoft.com/graph/api/user-update
 */
export const disableAccount: Step<object> = { key: 'disableAccount', run: disable };

export const OFF_ALREADY = 'Sign-in was off already.';

async function disable(context: StepContext): Promise<StepResult> {
	const { graph, employee, dryRun, verifyForMs } = context;
	const read = readAccount(employee.id);
	if (dryRun) return await plan(context, read);

	const isOff = (after: ReturnType<typeof fieldsOf>) => flagOf(after, 'accountEnabled') === false;
	const result = await writeAndReadBack(graph, read, switchOff(employee.id), isOff, verifyForMs);
	if (!result.ok) {
		const item = await fromAccountFailure(context, target(null), result.failure, result.at);
		return { items: [item], summary: 'Sign-in could not be turned off.' };
	}
	const wasEnabled = flagOf(result.before, 'accountEnabled');
	const reason = wasEnabled === false ? OFF_ALREADY : result.note;
	const item = done(target(wasEnabled), result.write, result.seenAt, reason);
	return {
		items: [item, ...onPremises(context)],
		summary: result.seenAt === null ? 'Turning sign-in off was accepted.' : 'Sign-in is off.',
	};
}

/** Graph takes the change for a synced account, and the next sync takes it back: only Active Directory decides. */
function onPremises({ employee, dryRun }: StepContext): readonly ItemOutcome[] {
	if (!employee.onPremisesSyncEnabled) return [];
	const now = dryRun ? 'Sign-in would be off for now' : 'Sign-in is off for now';
	const reason = `${now}: the account is synced, and the next sync turns it on again. Disable it in Active Directory too.`;
	return [blocked({ target: 'Account in on-premises Active Directory' }, reason)];
}

async function plan(context: StepContext, read: GraphRequest): Promise<StepResult> {
	const enabled = flagOf(fieldsOf((await context.graph.send(read)).body), 'accountEnabled');
	const foreseen = await foreseenProtection(context, target(enabled));
	if (foreseen !== null) return { items: [foreseen], summary: foreseen.reason ?? '' };
	const isOff = enabled === false;
	const reason = isOff ? 'Sign-in is off already.' : 'Sign-in would be turned off.';
	const item = (isOff ? skipped : planned)(target(enabled), reason);
	return { items: [item, ...onPremises(context)], summary: reason };
}

function target(enabled: boolean | null): Target {
	return {
		target: 'Sign-in (accountEnabled)',
		before: enabled === null ? null : String(enabled),
		after: 'false',
	};
}

/** @see https://learn.microsoft.com/graph/api/user-get */
export function readAccount(id: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${id}`,
		query: { $select: 'id,accountEnabled' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

function switchOff(id: string): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${id}`,
		body: { accountEnabled: false },
		effect: 'repeatable',
		permissions: PERMISSIONS.disableAccount,
	};
}
