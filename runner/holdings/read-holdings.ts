import { ask } from '../../nodes/shared/holdings/askEverything';
import { holdingsOf } from '../../nodes/shared/holdings/everythingHeld';
import type { Unread } from '../../nodes/shared/holdings/everythingHeld';
import {
	createGraphClient,
	type GraphConnection,
	type GraphResult,
} from '../../nodes/shared/graph';
import { heldLicencesOf, listLicences } from '../../nodes/shared/holdings/licences';
import { employeeOf, managerOf } from '../../nodes/shared/holdings/people';
import type { Employee, Holdings, Person } from '../../nodes/shared/step/offboarding';
import { stepGap } from '../../nodes/shared/step/cloudGaps';

/** One part of what somebody holds: what there is, or why it could not be read. Never null for nothing. */
export type Part<T> = { readonly held: T } | { readonly problem: string };

/** What somebody holds in the tenant at one moment. */
export interface PersonHoldings {
	/** When it was read, ISO 8601 UTC. */
	readonly readAt: string;
	readonly employee: Employee;
	readonly manager: Person | null;
	/** Active roles that cover the whole tenant; those in PIM are found when somebody is offboarded. */
	readonly roles: Part<NonNullable<Holdings['directoryRoles']>>;
	readonly groups: Part<NonNullable<Holdings['groups']>>;
	readonly devices: Part<NonNullable<Holdings['devices']>>;
	readonly methods: Part<NonNullable<Holdings['authenticationMethods']>>;
	/** Microsoft's names of the products. */
	readonly licences: Part<readonly string[]>;
	readonly mailbox: Holdings['mailbox'];
	readonly simulated: boolean;
}

const UNREADABLE = 'Microsoft Graph did not say.';

/**
 * Reads what somebody holds, with the requests of the look-up that begins an offboarding. Needs User.Read.All; what
 * else is refused costs its own part only, which says what is missing. Reads only; may be repeated.
 *
 * @param userId object id
 * @returns null when the tenant knows nobody by this id
 * @throws ConnectionError, GraphFailure when the tenant can't be asked at all
 */
export async function readHoldings(
	connection: GraphConnection,
	userId: string,
): Promise<PersonHoldings | null> {
	const graph = createGraphClient(connection, { readOnly: true });
	const readAt = graph.clock.now().toISOString();
	const [replies, licences] = await Promise.all([
		ask(graph, userId, null),
		graph.attempt(listLicences(userId)),
	]);
	if (!replies.user.ok) {
		if (replies.user.failure.kind === 'notFound') return null;
		throw replies.user.failure;
	}
	const employee = employeeOf(replies.user.body);
	if (employee === null) return null;
	const { holdings, unread } = await holdingsOf(graph, userId, replies);
	const part = partMaker(unread);
	const { directoryRoles, groups, devices, authenticationMethods } = holdings;
	const gap = stepGap(connection.cloud, 'removeMfaMethods');
	return {
		...{ readAt, employee, manager: managerOf(replies.user.body) },
		roles: part(directoryRoles, 'removeFromTeams'),
		groups: part(groups, 'removeFromTeams'),
		devices: part(devices, 'wipeDevices'),
		methods: gap === null ? part(authenticationMethods, 'removeMfaMethods') : { problem: gap },
		licences: licencesOf(licences),
		mailbox: holdings.mailbox,
		simulated: graph.simulated,
	};
}

function partMaker(unread: readonly Unread[]) {
	return <T>(held: T | null, step: Unread['step']): Part<T> => {
		if (held !== null) return { held };
		const why = unread.find((entry) => entry.step === step)?.failure.message;
		return { problem: why ?? UNREADABLE };
	};
}

const licencesOf = (result: GraphResult): PersonHoldings['licences'] =>
	result.ok ? { held: heldLicencesOf(result.body) } : { problem: result.failure.message };
