import type { GraphClient, GraphRequest, GraphResult } from '../shared/graph';
import { listMethods, listMethodsInBeta } from '../shared/holdings/authenticationMethods';
import { listDevices } from '../shared/holdings/devices';
import { listMemberships, listOwned } from '../shared/holdings/groups';
import { readMailboxPurpose, readMailboxSettings, readMailOwner } from '../shared/holdings/mailbox';
import { readEmployee, readPerson } from '../shared/holdings/people';
import { readProtection } from '../shared/holdings/protection';
import { stepGap } from '../shared/step/cloudGaps';
import { readOrganization } from './organization';

/** What the look-up was answered, part by part. */
export interface Replies {
	readonly user: GraphResult;
	readonly organization: GraphResult;
	readonly protection: GraphResult;
	/** Null where the cloud has no such list. */
	readonly methods: GraphResult | null;
	/** The list came from beta, which shows two kinds more. */
	readonly methodsInBeta: boolean;
	readonly memberships: GraphResult;
	readonly owned: GraphResult;
	readonly devices: GraphResult;
	readonly mailbox: GraphResult;
	/** What the directory knows about the mailbox. */
	readonly mailOwner: GraphResult;
	/** What the mailbox is for; apart, because a cloud that does not say must not cost the rest. */
	readonly mailPurpose: GraphResult;
	readonly manager: GraphResult | null;
}

/** Asks for everything at once: one `$batch`, and beside it the list of methods in beta. */
export async function ask(
	graph: GraphClient,
	key: string,
	manager: string | null,
): Promise<Replies> {
	const hasMethods = stepGap(graph.connection.cloud, 'removeMfaMethods') === null;
	const methodsRequest = hasMethods ? [listMethods(key)] : [];
	const managerRequest = manager === null ? [] : [readPerson(manager)];
	// Beta has a $batch of its own; side by side with the other it costs a request and no time.
	const [results, inBeta] = await Promise.all([
		graph.together([...firstReads(key), ...methodsRequest, ...managerRequest]),
		hasMethods ? graph.attempt(listMethodsInBeta(key)) : null,
	]);
	const [user, organization, protection, memberships, owned, devices, ...more] = results;
	const [mailbox, mailOwner, mailPurpose, ...rest] = more;
	if (!user || !organization || !protection || !memberships || !owned) throw cameShort();
	if (!devices || !mailbox || !mailOwner || !mailPurpose) throw cameShort();
	return {
		user,
		organization,
		protection,
		memberships,
		owned,
		devices,
		mailbox,
		mailOwner,
		mailPurpose,
		methods: inBeta?.ok ? inBeta : ((hasMethods ? rest[0] : null) ?? null),
		methodsInBeta: inBeta?.ok === true,
		manager: (manager === null ? null : rest.at(-1)) ?? null,
	};
}

function cameShort(): Error {
	return new Error('A look-up came back short.');
}

function firstReads(key: string): readonly GraphRequest[] {
	return [
		readEmployee(key),
		readOrganization(),
		readProtection(key),
		listMemberships(key),
		listOwned(key),
		listDevices(key),
		readMailboxSettings(key),
		readMailOwner(key),
		readMailboxPurpose(key),
	];
}
