import { asGraphFailure } from '../shared/graph/failure';
import type { GraphFailure } from '../shared/graph';
import {
	heldMethodsOf,
	listMethods,
	listMethodsInBeta,
} from '../shared/holdings/authenticationMethods';
import { blocked, skipped, type Target } from '../shared/step/items';
import type { HeldMethod } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';

const BETA_ONLY: Target = { target: 'Hardware tokens (OATH) and QR codes' };

/** What the person has at this moment. */
export interface Listing {
	readonly methods: readonly HeldMethod[];
	/** What is to be said about the kinds that could not be looked for. */
	readonly items: readonly ItemOutcome[];
}

/**
 * Lists every method at this moment, the two kinds that only beta shows included: one request, and "nothing to do" is
 * true when it is said. Where beta does not answer, v1.0 is asked, and the record says what nobody could look for.
 *
 * @throws GraphFailure when v1.0 can't be read either
 */
export async function listEverything({ graph, employee }: StepContext): Promise<Listing> {
	try {
		const value = await graph.list(listMethodsInBeta(employee.id));
		return { methods: heldMethodsOf({ value }), items: [] };
	} catch (error) {
		const failure = asGraphFailure(error);
		const value = await graph.list(listMethods(employee.id));
		return { methods: heldMethodsOf({ value }), items: [notLookedFor(failure)] };
	}
}

function notLookedFor(failure: GraphFailure): ItemOutcome {
	const isMissing =
		failure.kind === 'notFound' || failure.kind === 'refused' || failure.status === 501;
	return isMissing
		? skipped(BETA_ONLY, 'Not available in this cloud: Microsoft Graph does not list them here.')
		: blocked(
				BETA_ONLY,
				'They could not be looked for. Check in the Entra admin center under Authentication methods.',
				failure,
			);
}
