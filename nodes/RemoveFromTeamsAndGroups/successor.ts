import { climb, readFirstLink, type Task } from '../ForwardEmail/managers';
import { fieldsOf, GraphFailure } from '../shared/graph';
import { isExternal, personOf, readPerson } from '../shared/holdings/people';
import { blocked, fromFailure, type Target } from '../shared/step/items';
import { isLeaving } from '../shared/step/leaving';
import type { Person } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { sameId } from './seats';

/** Who takes over what the leaver was the last to own, or why nobody can. */
export type Succession =
	| { readonly ok: true; readonly person: Person }
	| {
			readonly ok: false;
			readonly reason: string;
			/** Set when we could not find out. */
			readonly failure?: GraphFailure;
	  };

const KEPT = 'Name a new owner, then run this step again. The membership was kept.';
const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The successor: the person named in the step's options, else the first up the chain of managers who can take over.
 * Only an enabled account of the company will do that is not leaving too; a guest would run the group from outside.
 *
 * @param named object id or UPN; null for the managers
 */
export async function successorFor(
	context: StepContext,
	named: string | null,
): Promise<Succession> {
	try {
		if (named === null) return await upTheChain(context);
		const person = await find(context, named);
		if (person === null) return { ok: false, reason: missing(named) };
		const unfit = whyUnfit(context, person);
		return unfit === null ? { ok: true, person } : { ok: false, reason: `${unfit} ${KEPT}` };
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		return { ok: false, reason: error.message, failure: error };
	}
}

/** The manager settled at look-up needs no more reading where they can take over. */
async function upTheChain(context: StepContext): Promise<Succession> {
	const { manager } = context;
	if (manager === null) return { ok: false, reason: missing(null) };
	if (manager && whyUnfit(context, manager) === null) return { ok: true, person: manager };
	const first = await context.graph.attempt(readFirstLink(context));
	const { manager: person, passed, end } = await climb(context, first, OWNERSHIP);
	if (person !== null) return { ok: true, person };
	const why = passed.length === 0 && manager === undefined ? missing(null) : `${end} ${KEPT}`;
	return { ok: false, reason: [...passed, why].join(' ') };
}

const OWNERSHIP: Task = {
	can: 'take over',
	whyUnfit: (person) => (isExternal(person) ? 'who is a guest and can not take over' : null),
};

async function find({ graph }: StepContext, named: string): Promise<Person | null> {
	// A name picks nobody: two people can share one.
	if (!OBJECT_ID.test(named) && !/^[^\s@/]+@[^\s@/]+$/.test(named)) return null;
	const answer = await graph.attempt(readPerson(named));
	if (answer.ok) return personOf(fieldsOf(answer.body));
	if (answer.failure.kind === 'notFound') return null;
	throw answer.failure;
}

function missing(named: string | null): string {
	return named === null
		? `The leaver is the last owner and there is no successor. ${KEPT}`
		: `There is no user ${named} to take over: the successor must be a UPN or an object id. ${KEPT}`;
}

function whyUnfit({ employee, leaving }: StepContext, person: Person): string | null {
	const name = person.displayName;
	if (sameId(person.id, employee.id)) return 'The leaver is named as their own successor.';
	if (person.accountEnabled === false) return `The account of ${name} is disabled.`;
	if (isLeaving(person, leaving)) return `${name} is leaving too.`;
	return isExternal(person) ? `${name} is a guest and can not take over.` : null;
}

/** What the record says of something that could not be handed over for want of a successor. */
export function notHandedOver(
	target: Target,
	succession: Extract<Succession, { ok: false }>,
): ItemOutcome {
	return succession.failure
		? fromFailure(target, succession.failure, 'read')
		: blocked(target, succession.reason);
}
