import { GraphFailure, isCode, type GraphRequest } from '../shared/graph';
import { createOnce, SHORT_WATCH_MS } from '../shared/step/createOnce';
import { alreadyDone, done, fromFailure, withAbout, type Target } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { seenWithin } from '../shared/step/verify';
import { showsRole } from './heldRoles';
import { refusal, TOO_FRESH } from './refusals';

/** Something that PIM takes away on request: a role, or a place in a group. */
export interface PimEntry {
	/** Id of the schedule. */
	readonly id: string;
	readonly target: Target;
	/** The role or group, as people know it. */
	readonly name: string;
	/** The list that shows it. */
	readonly list: GraphRequest;
	/** What asks for its removal; effect class `createOnce`. */
	readonly request: GraphRequest;
	/** When it became active, ISO 8601; null where the list does not say. */
	readonly startedAt: string | null;
	/** One more read that must no longer show it, where it is seen in another list too. */
	readonly elsewhere: { readonly list: GraphRequest; shows(body: unknown): boolean } | null;
}

/** How long something has to be active before it can be taken away. */
const SHORTEST_ACTIVATION_MS = 5 * 60_000;
/** Their clock and ours need not agree to the second. */
const MARGIN_MS = 5_000;
/** Where the start is not known, or has passed and did not help. */
const PAUSES_MS = [30_000, 60_000, 90_000, 120_000, 60_000];
/** Then a person is told to come back. */
const LONGEST_WAIT_MS = 6 * 60_000;

/** Asks for each once, one after the other. What is too fresh comes back as such: see `tryFreshAgain`. */
export async function removeThroughPim(
	context: StepContext,
	entries: readonly PimEntry[],
): Promise<readonly ItemOutcome[]> {
	const items: ItemOutcome[] = [];
	for (const entry of entries) items.push(await removeOne(context, entry));
	return items;
}

/**
 * Waits until what was activated just now is old enough, and asks again; everything else is done before, so that it
 * does not wait along. Waits six minutes in all, and never longer than the client's longest wait.
 *
 * @param items what `removeThroughPim` came to, by position of the entry
 * @returns the same, with those that went after all
 */
export async function tryFreshAgain(
	context: StepContext,
	entries: readonly PimEntry[],
	items: readonly ItemOutcome[],
): Promise<readonly ItemOutcome[]> {
	const { clock, limits } = context.graph;
	const longest = Math.min(LONGEST_WAIT_MS, limits.longestWaitMs);
	let current = [...items];
	let waited = 0;
	for (let attempt = 0; ; attempt += 1) {
		const fresh = entries.filter((_, index) => isCode(current[index]?.code ?? null, TOO_FRESH));
		if (fresh.length === 0) return current;
		const pause = (attempt === 0 ? untilOldEnough(fresh, clock.now()) : null) ?? PAUSES_MS[attempt];
		if (pause === undefined || waited + pause > longest) return current;
		await clock.sleep(pause);
		waited += pause;
		const again = new Map<PimEntry, ItemOutcome>();
		for (const entry of fresh) again.set(entry, await removeOne(context, entry));
		current = current.map((item, index) => {
			const entry = entries[index];
			return (entry && again.get(entry)) ?? item;
		});
	}
}

/** Milliseconds until the youngest is old enough; null when that is not known, or should be over already. */
function untilOldEnough(entries: readonly PimEntry[], now: Date): number | null {
	const ready = Math.max(
		...entries.map(({ startedAt }) => Date.parse(startedAt ?? '') + SHORTEST_ACTIVATION_MS),
	);
	const wait = ready + MARGIN_MS - now.getTime();
	return wait > 0 && wait <= SHORTEST_ACTIVATION_MS + MARGIN_MS ? wait : null;
}

async function removeOne(context: StepContext, entry: PimEntry): Promise<ItemOutcome> {
	try {
		return await requestOnce(context, entry);
	} catch (error) {
		// The read before it failed, so nothing was sent; what became of the others must not be lost with it.
		if (error instanceof GraphFailure) return fromFailure(entry.target, error, 'read');
		throw error;
	}
}

async function requestOnce(context: StepContext, entry: PimEntry): Promise<ItemOutcome> {
	const { graph, verifyForMs } = context;
	const { target, list } = entry;
	// "Made" here is the absence of the entry: that is what the request makes, and what a read can show.
	const absent = (body: unknown) => (showsRole(body, entry) ? null : true);
	const gone = (body: unknown) => absent(body) !== null;
	// PIM refuses a second request for what is gone, so a second one does no harm.
	const how = { watchMs: SHORT_WATCH_MS };
	const made = await createOnce(graph, list, absent, withAbout(entry.request, target), how);
	if (made.kind === 'failed') {
		// Somebody else was faster, or our own request was: only a read tells.
		const { code, kind, requestId } = made.failure;
		const mayBeGone = isCode(code, 'RoleAssignmentDoesNotExist') || kind === 'notFound';
		const isGone = mayBeGone && (await seenWithin(graph, list, gone, verifyForMs)) !== null;
		return isGone
			? alreadyDone(target, 'Was gone already.', requestId)
			: refusal(target, entry.name, made.failure);
	}
	if (made.kind === 'existed') {
		return alreadyDone(target, 'Was gone already.', made.answer.requestId);
	}
	const seenAt = made.seenAt ?? (await seenWithin(graph, list, gone, verifyForMs));
	return done(target, made.answer, await seenEverywhere(context, entry, seenAt));
}

/** Gone from its own list is not enough where another one shows that it can still be used. */
async function seenEverywhere(
	{ graph, verifyForMs }: StepContext,
	{ elsewhere }: PimEntry,
	seenAt: string | null,
): Promise<string | null> {
	if (seenAt === null || elsewhere === null) return seenAt;
	const gone = (body: unknown) => !elsewhere.shows(body);
	return await seenWithin(graph, elsewhere.list, gone, verifyForMs);
}
