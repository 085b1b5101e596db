import {
	fieldsOf,
	GraphFailure,
	type Fields,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../graph';
import { isForNow, withMessage } from '../graph/failure';
import { heldMethodsOf, listMethods, listMethodsInBeta } from './authenticationMethods';
import { heldDevicesOf, listDevices } from './devices';
import {
	heldGroupsOf,
	heldRolesOf,
	listDirectoryRoles,
	listMemberships,
	listOwned,
} from './groups';
import { heldMailboxOf } from './mailbox';
import type { HeldDirectoryRole, Holdings } from '../step/offboarding';
import type { StepKey } from '../step/vocabulary';
import type { Replies } from './askEverything';

/** A part of what somebody holds that could not be read, and the step that needs it. */
export interface Unread {
	readonly step: StepKey;
	readonly failure: GraphFailure;
}

/**
 * What the person holds, every list to its last page; what can't be read to the end is null, and told.
 *
 * @throws GraphFailure where Graph does not say for now which directory roles the person holds: whether this is the
 *   last Global Administrator must be known before anything is changed
 */
export async function holdingsOf(
	graph: GraphClient,
	key: string,
	replies: Replies,
): Promise<{ readonly holdings: Holdings; readonly unread: readonly Unread[] }> {
	const unread: Unread[] = [];
	const everything = patientReader(graph, replies.patientUntil, unread);
	const methodsRequest = replies.methodsInBeta ? listMethodsInBeta(key) : listMethods(key);
	const methods =
		replies.methods &&
		(await everything('removeMfaMethods', 'The methods', methodsRequest, replies.methods));
	const { memberships: member, owned: owner } = replies;
	const memberships = await everything(
		'removeFromTeams',
		'The groups',
		listMemberships(key),
		member,
	);
	const owned = await everything('removeFromTeams', 'What they own', listOwned(key), owner);
	const devices = await everything('wipeDevices', 'The devices', listDevices(key), replies.devices);
	return {
		holdings: {
			authenticationMethods: methods ? heldMethodsOf({ value: methods }) : null,
			methodsInBeta: replies.methodsInBeta,
			groups: memberships && owned ? heldGroupsOf(memberships, owned) : null,
			directoryRoles: memberships
				? heldRolesOf(memberships)
				: await rolesAlone(graph, key, replies.memberships),
			devices: devices ? heldDevicesOf({ value: devices }) : null,
			mailbox: heldMailboxOf(
				mailboxOf(replies.mailbox),
				replies.mailOwner.ok ? fieldsOf(replies.mailOwner.body) : null,
			),
		},
		unread,
	};
}

/** Reads lists to the end, within the time there is for all of them; what can't be read is null, and noted. */
function patientReader(graph: GraphClient, deadline: Date, unread: Unread[]) {
	return async (step: StepKey, what: string, request: GraphRequest, first: GraphResult) => {
		const pages = await pagesOf(graph, { ...request, deadline }, first);
		if (!(pages instanceof GraphFailure)) return pages;
		unread.push({ step, failure: asNotYet(pages, what) });
		return null;
	};
}

/** Every page, or why not: what can't be read to the end costs this part of the look-up, not the lock-out. */
async function pagesOf(
	graph: GraphClient,
	request: GraphRequest,
	first: GraphResult,
): Promise<readonly Fields[] | GraphFailure> {
	if (!first.ok) return first.failure;
	try {
		return await graph.list(request, first.body);
	} catch (error) {
		if (error instanceof GraphFailure) return error;
		throw error;
	}
}

/** The roles without the groups, patiently: they decide whether the person may be offboarded at all. */
async function rolesAlone(
	graph: GraphClient,
	key: string,
	memberships: GraphResult,
): Promise<readonly HeldDirectoryRole[] | null> {
	// Refused for good: then it is told as unread, and the roles would be refused too.
	if (!memberships.ok && !isForNow(memberships.failure)) return null;
	try {
		return heldRolesOf(await graph.list(listDirectoryRoles(key)));
	} catch (error) {
		if (error instanceof GraphFailure && !isForNow(error)) return null;
		throw error;
	}
}

function mailboxOf(result: GraphResult): GraphResult {
	return result.ok ? result : { ok: false, failure: asNotYet(result.failure, 'The mailbox') };
}

/** The lock-out does not wait for it, so the record says that the step looks for itself. */
function asNotYet(failure: GraphFailure, what: string): GraphFailure {
	if (!isForNow(failure)) return failure;
	const why =
		failure.kind === 'throttled'
			? 'Microsoft Graph asked to wait'
			: 'Microsoft Graph gave no answer in time';
	return withMessage(
		failure,
		`${what} could not be read yet: ${why}. The lock-out did not wait for it, and the step reads for itself.`,
	);
}
