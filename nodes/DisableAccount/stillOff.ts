import { fieldsOf, flagOf, graphPath, textOf, type Fields } from '../shared/graph';
import type { GraphAnswer, GraphCall, GraphRequest, GraphResult } from '../shared/graph';
import { blocked } from '../shared/step/items';
import type { Offboarding } from '../shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../shared/step/outcome';
import { PERMISSIONS } from '../shared/step/permissions';
import { type StepContext } from '../shared/step/step';
import { outcomeOf, withStep } from '../shared/step/runStep';
import { seenWithin } from '../shared/step/verify';
import { disableAccount, OFF_ALREADY } from './disableAccount.step';

/** What the last step read of sign-in on its way, so that the last look costs no round trip of its own. */
const readOnTheWay = new WeakMap<StepContext, GraphResult>();

/** Sign-in, and when Active Directory last wrote the account. @see https://learn.microsoft.com/graph/api/user-get */
export function readSignIn(userId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userId}`,
		query: { $select: 'id,accountEnabled,onPremisesSyncEnabled,onPremisesLastSyncDateTime' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** Keeps an answer of `readSignIn` for `checkSignIn`. */
export function noteSignIn(context: StepContext, result: GraphResult | null): void {
	if (result?.ok) readOnTheWay.set(context, result);
}

/**
 * Looks at sign-in once more when everything else is through: a sync of Active Directory, or somebody, may have turned
 * it on again since step 1. Then step 1 is blocked and the record says since when. What can't be read changes nothing.
 *
 * @param mayUseNoted false: sign-in was turned off after it was read on the way
 * @returns the offboarding, with another outcome of step 1 only where there is something else to say of it
 */
export async function checkSignIn(
	context: StepContext,
	offboarding: Offboarding,
	mayUseNoted: boolean,
): Promise<Offboarding> {
	const before = offboarding.steps.find(({ key }) => key === disableAccount.key);
	const item = before?.items.find(({ status }) => status === 'done');
	if (!before || !item) return offboarding;
	const { graph, employee } = context;
	const read = readSignIn(employee.id);
	const noted = mayUseNoted ? readOnTheWay.get(context) : undefined;
	const firstCall = graph.calls.length;
	const now = await lookAt(context, read, noted ?? (await graph.attempt(read)));
	const calls = graph.calls.slice(firstCall);
	const about = { ...before, calls: [...before.calls, ...calls] };
	if (now.kind === 'on') return withStep(offboarding, onAgain(about, item, now.answer));
	if (now.kind === 'off' && !item.verified) {
		return withStep(offboarding, nowSeen(about, item, now.seenAt));
	}
	return withCalls(offboarding, calls);
}

type Look =
	| { readonly kind: 'off'; readonly seenAt: string }
	| { readonly kind: 'on'; readonly answer: GraphAnswer }
	| { readonly kind: 'unread' };

/** One replica may lag behind: only what stays on is on. */
async function lookAt(
	{ graph, verifyForMs }: StepContext,
	read: GraphRequest,
	first: GraphResult,
): Promise<Look> {
	if (!first.ok) return { kind: 'unread' };
	const isOff = (body: unknown) => flagOf(fieldsOf(body), 'accountEnabled') === false;
	const seenAt = await seenWithin(graph, read, isOff, verifyForMs, first);
	if (seenAt !== null) return { kind: 'off', seenAt };
	const answer = await graph.attempt(read);
	if (!answer.ok) return { kind: 'unread' };
	return isOff(answer.body) ? { kind: 'off', seenAt: answer.at } : { kind: 'on', answer };
}

/** A look that changed nothing is on record as a request of the step it came after. */
function withCalls(offboarding: Offboarding, calls: readonly GraphCall[]): Offboarding {
	const last = offboarding.steps.at(-1);
	if (!last || calls.length === 0) return offboarding;
	return withStep(offboarding, { ...last, calls: [...last.calls, ...calls] });
}

/** Step 1 was accepted only; now it shows. */
function nowSeen(before: StepOutcome, item: ItemOutcome, verifiedAt: string): StepOutcome {
	// What was said of it not showing yet is over.
	const kept = item.reason === OFF_ALREADY ? item.reason : null;
	const items = before.items.map((one) =>
		one === item ? { ...item, verified: true, verifiedAt, reason: kept } : one,
	);
	return { ...before, ...outcomeOf('disableAccount', { items, summary: 'Sign-in is off.' }) };
}

function onAgain(before: StepOutcome, item: ItemOutcome, last: GraphAnswer): StepOutcome {
	const { acceptedAt } = item;
	const { requestId, attempts } = last;
	const reason = whyOn(fieldsOf(last.body), item, last.at);
	const again = { ...blocked({ ...item, after: 'true' }, reason), acceptedAt, requestId, attempts };
	// What was said before of the next sync has happened, or is said in this one.
	const others = before.items.filter((one) => one !== item && one.status !== 'blocked');
	const result = { items: [again, ...others], summary: 'Sign-in is on again.' };
	return { ...before, ...outcomeOf('disableAccount', result) };
}

function whyOn(now: Fields, { acceptedAt, verified }: ItemOutcome, at: string): string {
	const seen = `seen on at ${utc(at)}.`;
	const run = 'then run this step again.';
	if (flagOf(now, 'onPremisesSyncEnabled') === true) {
		const sync = textOf(now, 'onPremisesLastSyncDateTime');
		// Times of the directory are in whole seconds.
		const cameAfter = sync !== null && sync.slice(0, 19) >= (acceptedAt ?? '').slice(0, 19);
		const who = cameAfter
			? `Active Directory turned sign-in on again with its sync at ${utc(sync)};`
			: 'Sign-in was turned on again, most likely by Active Directory, where the account comes from;';
		return `${who} ${seen} Disable the account in Active Directory, ${run}`;
	}
	return verified
		? `Sign-in was turned on again by somebody; ${seen} Find out by whom in the Entra audit log, ${run}`
		: `Sign-in is still on, although Microsoft Graph accepted to turn it off; ${seen} Turn it off in the Entra admin center, or run this step again.`;
}

/** "2026-11-23 18:04:31 UTC". */
function utc(iso: string): string {
	return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}
