import {
	fieldsOf,
	GraphFailure,
	type Fields,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../shared/graph';
import {
	heldMethodsOf,
	listMethods,
	listMethodsInBeta,
} from '../shared/holdings/authenticationMethods';
import { heldDevicesOf, listDevices } from '../shared/holdings/devices';
import { heldGroupsOf, heldRolesOf, listMemberships, listOwned } from '../shared/holdings/groups';
import { heldMailboxOf } from '../shared/holdings/mailbox';
import type { Holdings } from '../shared/step/offboarding';
import type { StepKey } from '../shared/step/vocabulary';
import type { Replies } from './ask';
import type { Unread } from './warnings';

/** What the person holds, every list to its last page; what can't be read to the end is null, and told. */
export async function holdingsOf(
	graph: GraphClient,
	key: string,
	replies: Replies,
): Promise<{ readonly holdings: Holdings; readonly unread: readonly Unread[] }> {
	const unread: Unread[] = [];
	const everything = async (step: StepKey, request: GraphRequest, first: GraphResult) =>
		await pagesOf(graph, request, first, (failure) => unread.push({ step, failure }));
	const methodsRequest = replies.methodsInBeta ? listMethodsInBeta(key) : listMethods(key);
	const methods =
		replies.methods && (await everything('removeMfaMethods', methodsRequest, replies.methods));
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
			methodsInBeta: replies.methodsInBeta,
			groups: memberships && owned ? heldGroupsOf(memberships, owned) : null,
			directoryRoles: memberships ? heldRolesOf(memberships) : null,
			devices: devices ? heldDevicesOf({ value: devices }) : null,
			mailbox: heldMailboxOf(
				replies.mailbox,
				replies.mailOwner.ok ? fieldsOf(replies.mailOwner.body) : null,
			),
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
