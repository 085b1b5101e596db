import { flagOf, textOf, typeOf, type Fields } from '../shared/graph';
import { fromFailure } from '../shared/step/items';
import { isLeaving } from '../shared/step/leaving';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import type { Listing } from './listing';
import { ownershipOf } from './owners';
import { sameId } from './seats';

/** Groups the leaver owns, by what has to happen before the ownership may be given up. */
export interface Ownerships {
	/** Somebody else owns them too, or the leaver does no longer. */
	readonly free: readonly HeldGroup[];
	/** The leaver is the only person who owns them. */
	readonly alone: readonly HeldGroup[];
	/** One item for each that could not be read; its ownership is kept. */
	readonly unread: readonly ItemOutcome[];
}

/**
 * Sorts what is owned. Only people whose account is on, and who are not leaving too, count as owners: nobody else can
 * look after a group.
 *
 * @param owners one listing of `listOwners` per group, in order
 */
export function sortOwned(
	context: Pick<StepContext, 'employee' | 'leaving'>,
	groups: readonly HeldGroup[],
	owners: readonly Listing[],
): Ownerships {
	const free: HeldGroup[] = [];
	const alone: HeldGroup[] = [];
	const unread: ItemOutcome[] = [];
	groups.forEach((group, index) => {
		const listing = owners[index];
		if (!listing) throw new RangeError('The owners of a group were not read.');
		if (listing.ok) (isAlone(listing.entries, context) ? alone : free).push(group);
		// A group that is gone keeps nobody; the delete finds out.
		else if (listing.failure.kind === 'notFound') free.push(group);
		else unread.push(fromFailure(ownershipOf(group), listing.failure, 'read'));
	});
	return { free, alone, unread };
}

function isAlone(
	owners: readonly Fields[],
	{ employee, leaving }: Pick<StepContext, 'employee' | 'leaving'>,
): boolean {
	const isLeaver = (owner: Fields) => sameId(textOf(owner, 'id'), employee.id);
	const canLookAfter = (owner: Fields) => {
		const userPrincipalName = textOf(owner, 'userPrincipalName');
		return (
			['user', ''].includes(typeOf(owner)) &&
			flagOf(owner, 'accountEnabled') !== false &&
			!isLeaving({ id: textOf(owner, 'id') ?? '', userPrincipalName }, leaving)
		);
	};
	return owners.some(isLeaver) && !owners.some((owner) => !isLeaver(owner) && canLookAfter(owner));
}
