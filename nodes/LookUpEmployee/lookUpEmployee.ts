import { GraphFailure, type GraphClient, type GraphResult } from '../shared/graph';
import { listMethods, heldMethodsOf } from '../shared/holdings/authenticationMethods';
import { heldDevicesOf, listDevices } from '../shared/holdings/devices';
import { heldGroupsOf, heldRolesOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { heldMailboxOf, readMailboxSettings } from '../shared/holdings/mailbox';
import {
	employeeOf,
	managerOf,
	personOf,
	readEmployee,
	readPerson,
} from '../shared/holdings/people';
import { fieldsOf, type Fields, type GraphRequest } from '../shared/graph';
import type { Holdings, Offboarding, OffboardingRequest, Person } from '../shared/step/offboarding';
import { refuseLastAdministrator } from './lastAdministrator';
import type { StepKey } from '../shared/step/vocabulary';
import { LookUpError } from './lookUpError';
import { readOrganization, tenantOf } from './organization';
import { findByOther } from './suggestions';
import { warningsOf, type Unread } from './warnings';

/** Whom to look up, and on whose behalf. */
export interface LookUpOptions {
	/** Object id or user principal name. */
	readonly user: string;
	/** Object id or UPN of whoever takes over; the directory's manager when left out. */
	readonly manager: string | null;
	readonly request: OffboardingRequest;
}

/**
 * Finds out who leaves, what they hold and what will not work, in one round trip. Reads only. Everything after it is
 * addressed by the object id that is settled here.
 *
 * Permissions: User.Read.All is needed; what else can't be read becomes a warning.
 * @throws LookUpError when nobody, or not exactly one person, is meant, or the last Global Administrator
 * @throws GraphFailure, ConnectionError when the tenant can't be asked
 * @see https://learn.microsoft.com/graph/json-batching
 */
export async function lookUpEmployee(
	graph: GraphClient,
	options: LookUpOptions,
): Promise<Offboarding> {
	const startedAt = graph.clock.now().toISOString();
	const firstCall = graph.calls.length;
	const key = options.user.trim();
	if (!isKey(key)) throw await findByOther(graph, key);
	if (options.manager !== null && !isKey(options.manager)) {
		throw new LookUpError('The manager is neither a user principal name nor an object id.');
	}
	const replies = await ask(graph, key, options.manager);
	if (!replies.user.ok) {
		if (replies.user.failure.kind === 'notFound') throw await findByOther(graph, key);
		throw replies.user.failure;
	}
	const employee = employeeOf(replies.user.body);
	if (employee === null)
		throw new LookUpError(`Microsoft Graph answered without a person for ${key}.`);
	const manager = chosenManager(options.manager, replies);
	const { holdings, unread } = await holdingsOf(graph, key, replies);
	await refuseLastAdministrator(graph, employee, holdings.directoryRoles ?? []);
	return {
		schema: 'offboardiq.offboarding/1',
		request: options.request,
		tenant: tenantOf(graph, replies.organization),
		employee,
		manager,
		holdings,
		warnings: warningsOf({ employee, manager, granted: graph.granted(), unread }),
		steps: [],
		startedAt,
		lookUpCalls: graph.calls.slice(firstCall),
	};
}

const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for an object id or something that can be a UPN; a name never picks somebody. */
function isKey(text: string): boolean {
	return OBJECT_ID.test(text) || /^[^\s@/]+@[^\s@/]+$/.test(text);
}

interface Replies {
	readonly user: GraphResult;
	readonly organization: GraphResult;
	readonly methods: GraphResult;
	readonly memberships: GraphResult;
	readonly owned: GraphResult;
	readonly devices: GraphResult;
	readonly mailbox: GraphResult;
	readonly manager: GraphResult | null;
}

async function ask(graph: GraphClient, key: string, manager: string | null): Promise<Replies> {
	const requests: readonly GraphRequest[] = [
		readEmployee(key),
		readOrganization(),
		listMethods(key),
		listMemberships(key),
		listOwned(key),
		listDevices(key),
		readMailboxSettings(key),
		...(manager === null ? [] : [readPerson(manager)]),
	];
	const [user, organization, methods, memberships, owned, devices, mailbox, named] =
		await graph.together(requests);
	if (!user || !organization || !methods || !memberships || !owned || !devices || !mailbox) {
		throw new Error('A look-up came back short.');
	}
	return {
		user,
		organization,
		methods,
		memberships,
		owned,
		devices,
		mailbox,
		manager: named ?? null,
	};
}

function chosenManager(asked: string | null, replies: Replies): Person | null {
	if (asked === null) return replies.user.ok ? managerOf(replies.user.body) : null;
	if (replies.manager?.ok) return personOf(fieldsOf(replies.manager.body));
	if (replies.manager && replies.manager.failure.kind !== 'notFound') throw replies.manager.failure;
	throw new LookUpError(
		`There is no user ${asked} to take over. Give --manager a UPN or an object id.`,
	);
}

async function holdingsOf(
	graph: GraphClient,
	key: string,
	replies: Replies,
): Promise<{ readonly holdings: Holdings; readonly unread: readonly Unread[] }> {
	const unread: Unread[] = [];
	const everything = async (step: StepKey, request: GraphRequest, first: GraphResult) =>
		await pagesOf(graph, request, first, (failure) => unread.push({ step, failure }));
	const methods = await everything('removeMfaMethods', listMethods(key), replies.methods);
	const memberships = await everything(
		'removeFromTeams',
		listMemberships(key),
		replies.memberships,
	);
	const owned = await everything('removeFromTeams', listOwned(key), replies.owned);
	const devices = await everything('wipeDevices', listDevices(key), replies.devices);
	return {
		holdings: {
			authenticationMethods: methods ? heldMethodsOf({ value: methods }) : null,
			groups: memberships && owned ? heldGroupsOf(memberships, owned) : null,
			directoryRoles: memberships ? heldRolesOf(memberships) : null,
			devices: devices ? heldDevicesOf({ value: devices }) : null,
			mailbox: heldMailboxOf(replies.mailbox),
		},
		unread,
	};
}

/** Every page, or null: what can't be read to the end costs this part of the look-up, not the lock-out. */
async function pagesOf(
	graph: GraphClient,
	request: GraphRequest,
	first: GraphResult,
	failed: (failure: GraphFailure) => void,
): Promise<readonly Fields[] | null> {
	try {
		if (first.ok) return await graph.list(request, first.body);
		failed(first.failure);
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		failed(error);
	}
	return null;
}
