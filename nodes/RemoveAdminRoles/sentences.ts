import { count, enumerate } from '../shared/step/counting';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Status } from '../shared/step/vocabulary';
import type { GroupPlace } from './groupPlaces';
import type { HeldRole } from './heldRoles';

/** What the sentence about the whole step is made of. */
export interface Tally {
	readonly roles: readonly HeldRole[];
	readonly places: readonly GroupPlace[];
	/** What became of the roles and places, by id of the assignment or schedule; none in a dry run. */
	readonly items: readonly ItemOutcome[];
	/** Groups through which roles can still be held. */
	readonly groups: readonly HeldGroup[];
	/** Named, but left to step 8, besides these groups. */
	readonly left: readonly ItemOutcome[];
	/** How many lists could not be read. */
	readonly unread: number;
}

/** One sentence or a few that never read as if no admin access were left where some is, or may be. */
export function summaryOf(tally: Tally, dryRun: boolean): string {
	const { roles, places, unread } = tally;
	const found = [...(dryRun ? planned(tally) : removed(tally))];
	if (roles.length + places.length === 0) {
		if (unread > 0) found.push('No role was found, but not every place could be read.');
		else found.push(nothing(tally));
	} else if (unread > 0) {
		found.push('Not every place could be read, so there may be more.');
	}
	return [...found, ...remaining(tally)].join(' ');
}

function nothing({ groups, left }: Tally): string {
	return groups.length + left.length === 0
		? 'Nothing to do: no admin roles, direct, eligible or active, and no place in a group through PIM.'
		: 'Nothing to do here: no admin role is held directly or through PIM alone.';
}

function planned({ roles, places }: Tally): readonly string[] {
	const what = [
		...(roles.length > 0 ? [count(roles.length, 'role')] : []),
		...(places.length > 0 ? [`${count(places.length, 'place')} in groups (PIM)`] : []),
	];
	return what.length > 0 ? [`${enumerate(what)} would be removed.`] : [];
}

function removed({ roles, places, items }: Tally): readonly string[] {
	const isGone = ({ id }: { readonly id: string }) =>
		items.some(({ status, targetId }) => status === 'done' && targetId === id);
	const [rolesGone, placesGone] = [roles.filter(isGone), places.filter(isGone)];
	const sentences: string[] = [];
	if (roles.length > 0) {
		const what = `${count(rolesGone.length, 'role')} of ${roles.length} removed`;
		sentences.push(
			listed(
				what,
				rolesGone.map(({ displayName }) => displayName),
			),
		);
	}
	if (places.length > 0) {
		const what = `${count(placesGone.length, 'place')} in groups (PIM) of ${places.length} removed`;
		sentences.push(
			listed(
				what,
				placesGone.map(({ groupName }) => groupName),
			),
		);
	}
	const unseen = items.filter(({ status, verified }) => status === 'done' && !verified).length;
	if (unseen > 0) sentences.push(`${unseen} of these requested, not yet seen gone.`);
	const targetsOf = (wanted: readonly Status[]) =>
		items.filter(({ status }) => wanted.includes(status)).map(({ target }) => target);
	const stayed = targetsOf(['blocked', 'failed']);
	if (stayed.length > 0) sentences.push(listed('Not removed', stayed));
	const open = targetsOf(['unknown']);
	if (open.length > 0) sentences.push(listed('Removed or not, the answer was lost', open));
	return sentences;
}

/** "1 role of 2 removed: Security Reader." */
function listed(what: string, names: readonly string[]): string {
	const distinct = [...new Set(names)];
	return distinct.length > 0 ? `${what}: ${enumerate(distinct)}.` : `${what}.`;
}

function remaining({ groups, left }: Tally): readonly string[] {
	const names = enumerate(groups.map(({ displayName }) => displayName));
	return [
		...(groups.length > 0
			? [`Roles can still be held through ${names} until the membership ends in step 8.`]
			: []),
		...(left.length > 0 ? [`Left to step 8: ${enumerate(left.map(({ target }) => target))}.`] : []),
	];
}
