import { graphPath, textOf, type GraphRequest } from '../shared/graph';
import { skipped } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import { PERMISSIONS } from '../shared/step/permissions';
import type { Listing } from './listing';
import { sameId } from './seats';

/**
 * The teams that Teams itself shows somebody in. It follows the group within a day only, so it may know more of them.
 * @see https://learn.microsoft.com/graph/api/user-list-joinedteams
 */
export function listJoinedTeams(userId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userId}/joinedTeams`,
		effect: 'read',
		permissions: PERMISSIONS.readJoinedTeams,
	};
}

/** Teams in which the person has a seat though no longer a place in the group. */
export function rosterOnly(listing: Listing, groups: readonly HeldGroup[]): readonly HeldGroup[] {
	if (!listing.ok) return [];
	return listing.entries.flatMap((fields) => {
		const id = textOf(fields, 'id');
		if (id === null || groups.some((group) => sameId(group.id, id))) return [];
		return {
			id,
			displayName: textOf(fields, 'displayName') ?? id,
			kind: 'team' as const,
			isAssignableToRole: false,
			onPremisesSyncEnabled: false,
			carriesLicenses: false,
			owned: false,
			member: false,
		};
	});
}

/**
 * What is to be said where Teams could not be asked; the groups are left all the same. Whom Teams does not know sits in
 * no team; whether the account is gone altogether is found out for every step alike.
 */
export function notAsked(listing: Listing): readonly ItemOutcome[] {
	if (listing.ok || listing.failure.kind === 'notFound') return [];
	const { code, requestId, attempts, message } = listing.failure;
	const reason = `Teams that the person left as a group, but that still show them, were not looked for. ${message}`;
	const item = skipped({ target: 'Teams without a group membership' }, reason);
	return [{ ...item, code, requestId, attempts }];
}
