import type { GraphClient, GraphRequest, GraphResult } from '../graph';
import { listMethods, listMethodsInBeta } from './authenticationMethods';
import { listDevices } from './devices';
import { listMemberships, listOwned } from './groups';
import { readMailboxPurpose, readMailboxSettings, readMailOwner } from './mailbox';
import { readEmployee, readPerson } from './people';
import { readProtection } from './protection';
import { stepGap } from '../step/cloudGaps';
import { readOrganization } from './organization';

/** How long the lock-out waits at most for what only later steps need, in all. */
const PATIENCE_MS = 5_000;
/** A second chance, one by one, where all of them got lost together: one service that hangs must not hide the rest. */
const SECOND_PATIENCE_MS = 3_000;

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
	/** Until when the lists that only later steps need are waited for, further pages included. */
	readonly patientUntil: Date;
}

/**
 * Asks for everything at once, side by side: what decides whether anything may be changed, with all patience; the lists
 * that only later steps need, with little; and the list of methods in beta, which has a `$batch` of its own.
 */
export async function ask(
	graph: GraphClient,
	key: string,
	manager: string | null,
): Promise<Replies> {
	const patientUntil = inMilliseconds(graph, PATIENCE_MS);
	const hasMethods = stepGap(graph.connection.cloud, 'removeMfaMethods') === null;
	const [needed, lists, inBeta] = await Promise.all([
		graph.together([
			readEmployee(key),
			readOrganization(),
			readProtection(key),
			...(manager === null ? [] : [readPerson(manager)]),
		]),
		askForLists(graph, key, hasMethods, patientUntil),
		hasMethods ? graph.attempt({ ...listMethodsInBeta(key), deadline: patientUntil }) : null,
	]);
	const [user, organization, protection, chosen] = needed;
	const [memberships, owned, devices, mailbox, mailOwner, mailPurpose, methods] = lists;
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
		methods: inBeta?.ok ? inBeta : (methods ?? null),
		methodsInBeta: inBeta?.ok === true,
		manager: chosen ?? null,
		patientUntil,
	};
}

async function askForLists(
	graph: GraphClient,
	key: string,
	hasMethods: boolean,
	deadline: Date,
): Promise<readonly GraphResult[]> {
	const requests: readonly GraphRequest[] = [
		listMemberships(key),
		listOwned(key),
		listDevices(key),
		readMailboxSettings(key),
		readMailOwner(key),
		readMailboxPurpose(key),
		...(hasMethods ? [listMethods(key)] : []),
	];
	const results = await graph.together(requests.map((request) => ({ ...request, deadline })));
	if (!results.every((result) => !result.ok && result.failure.kind === 'lost')) return results;
	const later = inMilliseconds(graph, SECOND_PATIENCE_MS);
	return await Promise.all(
		requests.map(async (request) => await graph.attempt({ ...request, deadline: later })),
	);
}

function inMilliseconds({ clock }: GraphClient, milliseconds: number): Date {
	return new Date(clock.now().getTime() + milliseconds);
}

function cameShort(): Error {
	return new Error('A look-up came back short.');
}
