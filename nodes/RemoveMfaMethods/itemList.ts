import { blocked, type Target } from '../shared/step/items';
import type { HeldMethod } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';

const STILL_REGISTERING =
	'Registered while the others were deleted, and left. Check that sign-in is off, then run this step again.';

/**
 * One item a method, over several passes. The three phones have the same ids for everybody, so one that is registered
 * again looks like one that was not deleted yet: what is still listed after it was deleted is deleted once more.
 */
export class ItemList {
	private readonly items = new Map<string, ItemOutcome>();
	/** Deletes that Graph accepted, by id. */
	private readonly accepted = new Map<string, number>();
	/** Refused for what may be over once the others are gone, by id. */
	private readonly putOff = new Set<string>();

	/**
	 * Notes what one more pass came to.
	 * @param readAt when the list after it was read, ISO 8601; null: it could not be read
	 * @param mayPass it was refused for being the default beside others
	 */
	put(item: ItemOutcome, readAt: string | null = null, mayPass = false): void {
		const id = keyOf({ id: item.targetId ?? '' });
		if (mayPass) this.putOff.add(id);
		else this.putOff.delete(id);
		const before = this.items.get(id);
		if (item.status === 'done') this.accepted.set(id, (this.accepted.get(id) ?? 0) + 1);
		this.items.set(id, before?.status === 'done' ? afterSecond(before, item, readAt) : item);
	}

	/** False for a method that nobody has seen to yet, and for one that is listed although its delete was accepted. */
	isSettled(method: HeldMethod): boolean {
		const id = keyOf(method);
		const item = this.items.get(id);
		if (item === undefined || this.putOff.has(id)) return false;
		return !(item.status === 'done' && !item.verified);
	}

	/** True for a method that only waits for others to go. */
	isPutOff(method: HeldMethod): boolean {
		return this.putOff.has(keyOf(method));
	}

	/** What is still listed in the end. Where the second delete found nothing, it is the list that lags behind. */
	leave(method: HeldMethod, target: Target): void {
		const id = keyOf(method);
		if (this.putOff.has(id)) return;
		const isLag = this.items.has(id) && (this.accepted.get(id) ?? 0) < 2;
		if (!isLag) this.items.set(id, blocked(target, STILL_REGISTERING));
	}

	all(): readonly ItemOutcome[] {
		return [...this.items.values()];
	}
}

/** An id is the same in either letter case. */
function keyOf({ id }: Pick<HeldMethod, 'id'>): string {
	return id.toLowerCase();
}

/** The item of a method that was deleted once, after another try. */
function afterSecond(first: ItemOutcome, second: ItemOutcome, readAt: string | null): ItemOutcome {
	if (second.status === 'done') return second;
	// Gone already: then the first delete did it, and the list shows it now.
	if (second.status === 'skipped') {
		return { ...first, verified: readAt !== null, verifiedAt: readAt };
	}
	return isNotFound(second) ? first : second;
}

function isNotFound({ status, code }: ItemOutcome): boolean {
	return status === 'failed' && /notfound/i.test(code ?? '');
}
