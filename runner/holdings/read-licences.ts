import {
	createGraphClient,
	fieldsOf,
	listOf,
	textOf,
	type GraphConnection,
	type GraphResult,
} from '../../nodes/shared/graph';
import {
	licenceAssignmentsOf,
	readLicenceAssignments,
	type LicenceAssignment,
} from '../../nodes/shared/holdings/licenceAssignments';
import { listLicences } from '../../nodes/shared/holdings/licences';

/** A product that somebody holds. */
export interface HeldLicence {
	/** What Microsoft calls it, such as `SPE_E5`. */
	readonly name: string;
	/** `unknown`: the tenant did not say. */
	readonly how: 'direct' | 'group' | 'both' | 'unknown';
}

/** What somebody holds, or why that is not known. */
export type HeldLicences =
	| { readonly held: readonly HeldLicence[] }
	| { readonly problem: string }
	/** The tenant knows nobody by this id any more. */
	| { readonly gone: true };

/** The licences of people at one moment. */
export interface LicencesNow {
	/** ISO 8601 UTC. */
	readonly readAt: string;
	/** By object id as it was given. */
	readonly people: ReadonlyMap<string, HeldLicences>;
}

/**
 * Reads which licences people hold now, and whether they hold them themselves or by a group. Needs User.Read.All. Reads
 * only, two requests for each person, twenty in a round trip.
 *
 * @param userIds object ids
 * @throws ConnectionError, GraphFailure when the tenant can't be asked at all
 */
export async function readLicences(
	connection: GraphConnection,
	userIds: readonly string[],
): Promise<LicencesNow> {
	const graph = createGraphClient(connection, { readOnly: true });
	const readAt = graph.clock.now().toISOString();
	const answers = await graph.together(
		userIds.flatMap((id) => [listLicences(id), readLicenceAssignments(id)]),
	);
	const people = new Map<string, HeldLicences>();
	for (const [at, id] of userIds.entries()) {
		const [details, assignments] = [answers[at * 2], answers[at * 2 + 1]];
		if (!details || !assignments) throw new Error('A look-up came back short.');
		people.set(id, heldOf(details, assignments));
	}
	return { readAt, people };
}

function heldOf(details: GraphResult, assignments: GraphResult): HeldLicences {
	if (!details.ok) {
		const { kind, message } = details.failure;
		return kind === 'notFound' ? { gone: true } : { problem: message };
	}
	const known = assignments.ok ? licenceAssignmentsOf(assignments.body) : [];
	const held = listOf(fieldsOf(details.body), 'value').flatMap((row) => {
		const skuId = textOf(row, 'skuId')?.toLowerCase() ?? null;
		const name = textOf(row, 'skuPartNumber') ?? skuId;
		const own = known.find((one) => one.skuId === skuId);
		if (name === null) return [];
		return [{ name, how: own ? howOf(own) : 'unknown' }] as const;
	});
	return { held };
}

const howOf = ({ direct, byGroup }: LicenceAssignment): HeldLicence['how'] =>
	direct && byGroup ? 'both' : direct ? 'direct' : 'group';
