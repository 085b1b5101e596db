import { graphPath, textOf, type Fields, type GraphFailure, type GraphRequest } from '../shared/graph';
import { done, fromFailure, planned, type Target } from '../shared/step/items';
import { PERMISSIONS } from '../shared/step/permissions';
import { writeAndReadBack, type ReadBack } from '../shared/step/readBack';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { randomPassword } from './password';

const TARGET: Target = { target: 'Password' };

/** A banned or formerly used password is answered with 400; another random one is as good. */
const MOST_PASSWORDS = 3;

/**
 * Step 2: sets a random password that nobody keeps, and reads the change time back.
 *
 * A call of its own, never together with step 1: a refused password must not cost the disable. Effect class
 * repeatable: each try sets another password. Permission User-PasswordProfile.ReadWrite.All.
 * @see https://learn.microsoft.com/graph/api/user-update
 */
export const resetPassword: Step<object> = { key: 'resetPassword', run: reset };

async function reset(context: StepContext): Promise<StepResult> {
	const { graph, employee, dryRun } = context;
	if (dryRun) {
		await graph.send(readChangeTime(employee.id));
		const reason = 'A random password would be set and thrown away.';
		return { items: [planned(TARGET, reason)], summary: reason };
	}
	const result = await setAnother(context, MOST_PASSWORDS);
	if (!result.ok) {
		const item = fromFailure(TARGET, result.failure);
		return { items: [item], summary: 'The password could not be replaced.' };
	}
	return {
		items: [done(TARGET, result.write, result.seenAt)],
		summary:
			result.seenAt === null
				? 'A random password was accepted and thrown away.'
				: 'A random password was set and thrown away.',
	};
}

async function setAnother(context: StepContext, triesLeft: number): Promise<ReadBack> {
	const { graph, employee, verifyForMs } = context;
	const result = await writeAndReadBack(
		graph,
		readChangeTime(employee.id),
		setRandomPassword(employee.id),
		hasChanged,
		verifyForMs,
	);
	if (result.ok || triesLeft <= 1 || !isAboutThePassword(result.failure)) return result;
	return await setAnother(context, triesLeft - 1);
}

function hasChanged(after: Fields, before: Fields): boolean {
	const changedAt = textOf(after, 'lastPasswordChangeDateTime');
	return changedAt !== null && changedAt !== textOf(before, 'lastPasswordChangeDateTime');
}

function isAboutThePassword(failure: GraphFailure): boolean {
	const said = failure.graphMessage ?? '';
	return failure.status === 400 && /password/i.test(said) && !/on-premises/i.test(said);
}

function readChangeTime(id: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${id}`,
		query: { $select: 'id,lastPasswordChangeDateTime' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** The only place that ever holds the password; it goes into the request and out of reach. */
function setRandomPassword(id: string): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${id}`,
		body: {
			passwordProfile: { password: randomPassword(), forceChangePasswordNextSignIn: true },
		},
		effect: 'repeatable',
		permissions: PERMISSIONS.resetPassword,
	};
}
