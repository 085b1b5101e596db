import { fieldsOf, GraphFailure, listOf, type GraphResult } from '../shared/graph';
import { seenWithin } from '../shared/step/verify';
import { DONE_BEFORE, sentBefore, type UndoContext } from '../shared/undo/undoContext';
import { notUndone, said, undone, type UndoItem } from '../shared/undo/undoItem';
import { ensureSeat } from './leaveChannels';
import { listTogether, type Listing } from './listing';
import { addSeat, listSeats, seatOf } from './seats';
import type { LostSeat } from './undoParts';

const BY_HAND = 'An owner of the channel adds the person in Teams, or undo once more.';
const GONE = 'The channel or its team is not there any more.';
const UNKNOWN_ROLE =
	'The record does not say whether the person owned the channel: an owner makes them one again where that was so.';

/** Puts the person back into private and shared channels, each as member or owner as it was. Teams come before. */
export async function backInChannels(
	context: UndoContext,
	seats: readonly LostSeat[],
): Promise<readonly UndoItem[]> {
	const { graph, employee } = context;
	const known = seats.filter(({ teamId }) => teamId !== '');
	const listings = await listTogether(
		graph,
		known.map((seat) => listSeats(placeOf(seat), employee.id)),
	);
	const items: UndoItem[] = [];
	for (const [at, seat] of known.entries()) {
		const listing = listings[at];
		if (!listing) throw new Error('A batch of reads came back short.');
		items.push(await one(context, seat, listing));
	}
	const lost = seats.filter(({ teamId }) => teamId === '');
	const noTeam = `The record does not say which team it is in. ${BY_HAND}`;
	return [...items, ...lost.map(({ target }) => said(target, 'failed', noTeam))];
}

const placeOf = ({ teamId, target }: LostSeat) => ({ teamId, channelId: target.targetId });

async function one(context: UndoContext, seat: LostSeat, listing: Listing): Promise<UndoItem> {
	const { graph, employee, dryRun, verifyForMs } = context;
	const { target, as, isKnown } = seat;
	if (!listing.ok) {
		return listing.failure.kind === 'notFound'
			? said(target, 'cannot', GONE, listing.failure.requestId)
			: notUndone(target, listing.failure, 'read', BY_HAND);
	}
	const now = seatOf(listing.entries, employee.id);
	if (now !== null) {
		const ours = sentBefore(context, addSeat(graph.connection, placeOf(seat), employee.id, as));
		return ours
			? undone(target, { requestId: ours.requestId, at: ours.at }, listing.at, DONE_BEFORE)
			: said(target, 'alreadySo', 'The person is in it already.');
	}
	const note = isKnown ? '' : ` ${UNKNOWN_ROLE}`;
	const word = as === 'owner' ? 'an owner' : 'a member';
	if (dryRun) return said(target, 'planned', `Would be put back in as ${word}.${note}`);
	const about = { target: target.what, targetId: target.targetId };
	const result = await seated(context, seat, about);
	if (!result.ok) return notUndone(target, result.failure, 'write', BY_HAND);
	const read = listSeats(placeOf(seat), employee.id);
	const shows = (body: unknown) => seatOf(listOf(fieldsOf(body), 'value'), employee.id) !== null;
	const seenAt = await seenWithin(graph, read, shows, verifyForMs);
	return undone(target, result, seenAt, `Back in as ${word}.${note}`);
}

async function seated(
	context: UndoContext,
	seat: LostSeat,
	about: { readonly target: string; readonly targetId: string },
): Promise<GraphResult> {
	try {
		return await ensureSeat(context, placeOf(seat), context.employee.id, seat.as, about);
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		return { ok: false, failure: error };
	}
}
