import { graphPath, type GraphFailure, type GraphRequest } from '../shared/graph';
import { hasMovedOn, isExternal } from '../shared/holdings/people';
import { foreseenProtection, fromAccountFailure } from '../shared/holdings/protection';
import { blocked, done, planned, skipped, type Target } from '../shared/step/items';
import { PERMISSIONS } from '../shared/step/permissions';
import { writeAndReadBack, type ReadBack } from '../shared/step/readBack';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { randomPassword } from './password';

const TARGET: Target = { target: 'Password' };

/** A banned or formerly used password is answered with 400; another random one is as good. */
const MOST_PASSWORDS = 3;

const EXTERNAL =
	'Nothing to do: the person signs in with an account of another tenant, and the password is in that home tenant.';
const ON_PREMISES =
	'The password is mastered in on-premises Active Directory and can not be set from here. Reset it there.';

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
	if (isExternal(employee)) return { items: [skipped(TARGET, EXTERNAL)], summary: EXTERNAL };
	if (dryRun) {
		await graph.send(readChangeTime(employee.id));
		const foreseen = employee.onPremisesSyncEnabled
			? blocked(TARGET, ON_PREMISES)
			: await foreseenProtection(context, TARGET);
		if (foreseen !== null) return { items: [foreseen], summary: foreseen.reason ?? '' };
		const reason = 'A random password would be set and thrown away.';
		return { items: [planned(TARGET, reason)], summary: reason };
	}
	const result = await setAnother(context, MOST_PASSWORDS);
	if (!result.ok) {
		const item = isMasteredElsewhere(result.failure)
			? blocked(TARGET, ON_PREMISES, result.failure)
			: await fromAccountFailure(context, TARGET, result.failure, result.at);
		return { items: [item], summary: 'The password could not be replaced.' };
	}
	return {
		items: [done(TARGET, result.write, result.seenAt, result.note)],
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
		(after, before) => hasMovedOn('lastPasswordChangeDateTime', after, before),
		verifyForMs,
	);
	if (result.ok || triesLeft <= 1 || !isAboutThePassword(result.failure)) return result;
	return await setAnother(context, triesLeft - 1);
}

function isAboutThePassword(failure: GraphFailure): boolean {
	const said = failure.graphMessage ?? '';
	return failure.status === 400 && /password/i.test(said) && !isMasteredElsewhere(failure);
}

function isMasteredElsewhere(failure: GraphFailure): boolean {
	return failure.status === 400 && /on-premises/i.test(failure.graphMessage ?? '');
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
