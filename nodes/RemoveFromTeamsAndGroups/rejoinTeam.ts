import { GraphFailure, type GraphResult } from '../shared/graph';
import { withAbout } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { UndoContext } from '../shared/undo/undoContext';
import { ensureSeat } from './leaveChannels';
import { addMember, addOwner } from './requests';

/**
 * Puts the person back into a team: through Teams, where it counts at once; through the group where Teams refuses, which
 * reaches Teams within a day. Looks first, so that nobody is added twice.
 */
export async function joinTeam(
	context: UndoContext,
	group: HeldGroup,
	as: 'member' | 'owner',
	what: string,
): Promise<GraphResult> {
	const { graph, employee } = context;
	const place = { teamId: group.id, channelId: null };
	const about = { target: what, targetId: group.id };
	const seated = await ensureSeat(context, place, employee.id, as, about).catch(
		(error: unknown): GraphResult => {
			if (!(error instanceof GraphFailure)) throw error;
			return { ok: false, failure: error };
		},
	);
	if (seated.ok || !['refused', 'forbidden', 'notFound'].includes(seated.failure.kind)) {
		return seated;
	}
	const add = as === 'owner' ? addOwner : addMember;
	return await graph.attempt(withAbout(add(graph.connection, group, employee.id), about));
}
