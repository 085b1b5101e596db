import { fieldsOf, textOf, type GraphClient, type GraphResult } from '../shared/graph';
import { employeeOf, managerOf, personOf } from '../shared/holdings/people';
import { isRestricted } from '../shared/holdings/protection';
import { isKey } from '../shared/step/accountKey';
import type { Employee, Offboarding, OffboardingRequest, Person } from '../shared/step/offboarding';
import { ask, type Replies } from '../shared/holdings/askEverything';
import { refuseBreakGlass } from './breakGlass';
import { holdingsOf } from '../shared/holdings/everythingHeld';
import { lastOnesWarnings } from './lastAdministrator';
import { LookUpError } from './lookUpError';
import { tenantOf } from '../shared/holdings/organization';
import { findByOther } from './suggestions';
import { warningsOf } from './warnings';

/** Whom to look up, and on whose behalf. */
export interface LookUpOptions {
	/** Object id or user principal name. */
	readonly user: string;
	/** Object id or UPN of whoever takes over; the directory's manager when left out. */
	readonly manager: string | null;
	readonly request: OffboardingRequest;
	/** Object ids or UPNs of accounts that must never be offboarded. */
	readonly breakGlass?: readonly string[];
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
}

/**
 * Finds out who leaves, what they hold and what will not work, in one round trip. Reads only. Everything after it is
 * addressed by the object id that is settled here.
 *
 * Permissions: User.Read.All is needed; what else can't be read becomes a warning.
 * @throws LookUpError when nobody, or not exactly one person, is meant, the last Global Administrator, or
 * somebody on the break-glass list
 * @throws GraphFailure, ConnectionError when the tenant can't be asked
 * @see https://learn.microsoft.com/graph/json-batching
 */
export async function lookUpEmployee(
	graph: GraphClient,
	options: LookUpOptions,
): Promise<Offboarding> {
	const startedAt = graph.clock.now().toISOString();
	const firstCall = graph.calls.length;
	const key = await keyIn(graph, options);
	const replies = await ask(graph, key, options.manager);
	const employee = await foundIn(graph, key, replies.user);
	refuseBreakGlass(employee, options.breakGlass ?? []);
	const manager = chosenManager(options.manager, replies);
	const leaving = options.leaving ?? [];
	const { holdings, unread } = await holdingsOf(graph, key, replies);
	const lastOnes = await lastOnesWarnings(graph, employee, holdings);
	return {
		schema: 'offboardiq.offboarding/1',
		request: options.request,
		tenant: tenantOf(graph, replies.organization),
		employee,
		manager,
		holdings,
		...(leaving.length > 0 ? { leaving } : {}),
		warnings: warningsOf({
			employee,
			manager,
			leaving,
			holdings,
			lastOnes,
			unread,
			granted: graph.granted(),
			cloud: graph.connection.cloud,
			...accountFacts(replies),
		}),
		steps: [],
		startedAt,
		lookUpCalls: graph.calls.slice(firstCall),
	};
}

function accountFacts({ protection, mailPurpose }: Replies) {
	return {
		isRestricted: protection.ok && isRestricted(protection.body),
		mailPurpose: mailPurpose.ok ? textOf(fieldsOf(mailPurpose.body), 'userPurpose') : null,
	};
}

/** What names the leaver. @throws LookUpError when it can't be a key, or the manager's can't */
async function keyIn(graph: GraphClient, { user, manager }: LookUpOptions): Promise<string> {
	const key = user.trim();
	if (!isKey(key)) throw await findByOther(graph, key);
	if (manager !== null && !isKey(manager)) {
		throw new LookUpError('The manager is neither a user principal name nor an object id.');
	}
	return key;
}

/** The person in the answer. @throws LookUpError or GraphFailure when there is none */
async function foundIn(graph: GraphClient, key: string, user: GraphResult): Promise<Employee> {
	if (!user.ok) {
		if (user.failure.kind === 'notFound') throw await findByOther(graph, key);
		throw user.failure;
	}
	const employee = employeeOf(user.body);
	if (employee !== null) return employee;
	throw new LookUpError(`Microsoft Graph answered without a person for ${key}.`);
}

function chosenManager(asked: string | null, replies: Replies): Person | null {
	if (asked === null) return replies.user.ok ? managerOf(replies.user.body) : null;
	if (replies.manager?.ok) return personOf(fieldsOf(replies.manager.body));
	if (replies.manager && replies.manager.failure.kind !== 'notFound') throw replies.manager.failure;
	throw new LookUpError(
		`There is no user ${asked} to take over. Give --manager a UPN or an object id.`,
	);
}
