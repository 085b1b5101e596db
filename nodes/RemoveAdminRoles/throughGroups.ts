import { skipped } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { GroupPlace } from './groupPlaces';
import type { HeldRole } from './heldRoles';
import { targetOfPlace, targetOfRole } from './pimEntries';
import type { RolesFound } from './readRoles';

const WITH_GROUP = 'A group holds it; it ends with the membership in step 8.';
const WITH_MAIL =
	'The group carries licences, which the mail steps still need; the place ends with the membership in step 8.';
const HAND_OVER = 'Ownership is handed over before it is taken away; both happen in step 8.';

/** What this step does itself, and what it leaves to step 8. */
export interface Share {
	readonly places: readonly GroupPlace[];
	/** Named, because whoever reads "admin roles" must not miss them. */
	readonly left: readonly ItemOutcome[];
}

/** Divides the places in groups: step 8 gets what it has to do in its own order. */
export function shareOf(found: RolesFound): Share {
	const left: ItemOutcome[] = found.withGroup.map((role: HeldRole) =>
		skipped(targetOfRole(role), WITH_GROUP),
	);
	const places = [...found.eligiblePlaces];
	for (const place of found.activePlaces) {
		const group = found.groups.find(({ id }) => id === place.groupId);
		const reason = group ? whyLater(place, group) : null;
		if (reason === null) places.push(place);
		// A group that roles can be assigned to is named as such anyway.
		else if (!group?.isAssignableToRole) left.push(skipped(targetOfPlace(place), reason));
	}
	return { places, left };
}

/**
 * The groups through which roles can still be held.
 *
 * @param ended the places in groups that were seen gone, or in a dry run would be taken away
 */
export function roleGroupsLeft(
	groups: readonly HeldGroup[],
	ended: readonly GroupPlace[],
): readonly HeldGroup[] {
	const isOver = (group: HeldGroup, accessId: GroupPlace['accessId']) =>
		ended.some(
			(place) =>
				place.place === 'active' && place.groupId === group.id && place.accessId === accessId,
		);
	return groups.filter(
		(group) =>
			group.isAssignableToRole &&
			((group.member && !isOver(group, 'member')) || (group.owned && !isOver(group, 'owner'))),
	);
}

/** A group that roles can be assigned to, as an item: left in step 8. */
export function groupItem({ id, displayName }: HeldGroup): ItemOutcome {
	return skipped(
		{ target: `Group ${displayName}`, targetId: id },
		`Roles can be held through ${displayName}; they end with the membership in step 8.`,
	);
}

function whyLater(place: GroupPlace, group: HeldGroup): string | null {
	if (place.accessId === 'owner') return group.owned && !place.passing ? HAND_OVER : null;
	// An admin group is left at once: access outweighs mail there.
	return group.member && group.carriesLicenses && !group.isAssignableToRole ? WITH_MAIL : null;
}
