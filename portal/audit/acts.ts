import type { Act, Facts, RunnerQueries } from '../../runner';
import type { Member } from '../accounts/visitor';
import type { Queries } from '../database/schema';
import type { Services } from '../services';

/** Somebody nobody knows: whoever types a wrong password. */
export const UNKNOWN = Symbol('unknown');

/** What somebody did. Nothing in `facts` may lead to a person: names, addresses and places go into `says`. */
export interface PortalAct {
	readonly type: Act;
	/** The account that did it; null for the portal itself. */
	readonly by: string | typeof UNKNOWN | null;
	/** Ids, numbers, words of ours: kept in clear, for as long as the log is. */
	readonly facts?: Facts;
	/** Who it was done to, where that is somebody else: an account, whose name and address go in, or an invitation. */
	readonly to?: { readonly account: string } | { readonly invitation: string };
	/** Encrypted under the key of `to`, or else of `by`, and erased with that key. */
	readonly says?: Readonly<Record<string, string | null>>;
}

type Parts = Pick<Services, 'runner'>;

/** Who did it, as the log names an account. */
export const actorOf = (accountId: string): string => `account/${accountId}`;

/**
 * Writes an act into the log of an organisation.
 *
 * @param tx the transaction of what it tells; call this last in it
 */
export async function recordAct(
	{ runner }: Parts,
	tx: Queries,
	organisationId: string,
	act: PortalAct,
): Promise<void> {
	const { type, by, facts = {} } = act;
	const actor = by === null ? {} : { actor: by === UNKNOWN ? null : actorOf(by) };
	const said = await personalOf(tx, act);
	// The same transaction: what the two schemas call their tables differs.
	const runnerTx = tx as unknown as RunnerQueries;
	await runner.audit.of(organisationId).record(runnerTx, [{ type, ...actor, facts, ...said }]);
}

/** The same for what somebody does who may belong to no organisation: then it is in no log. */
export async function recordOwnAct(
	parts: Parts,
	tx: Queries,
	accountId: string,
	act: Omit<PortalAct, 'by'> & Partial<Pick<PortalAct, 'by'>>,
): Promise<void> {
	const member = await tx
		.selectFrom('member')
		.select('organisation_id')
		.where('account_id', '=', accountId)
		.executeTakeFirst();
	if (!member) return;
	const to = act.to ?? { account: accountId };
	await recordAct(parts, tx, member.organisation_id, { by: accountId, ...act, to });
}

/** The same for what changes nothing in the database, in a transaction of its own: call it before it is done. */
export async function recordNow(
	services: Services,
	{ accountId: by, organisation }: Member,
	act: Omit<PortalAct, 'by'>,
): Promise<void> {
	await services.db
		.transaction()
		.execute((tx) => recordAct(services, tx, organisation.id, { ...act, by }));
}

async function personalOf(
	tx: Queries,
	{ by, to, says }: PortalAct,
): Promise<{ readonly about?: string; readonly personal?: unknown }> {
	if (to && 'invitation' in to) return { about: `invitation/${to.invitation}`, personal: says };
	if (to)
		return { about: actorOf(to.account), personal: { ...(await nameOf(tx, to.account)), ...says } };
	return says && typeof by === 'string' ? { about: actorOf(by), personal: says } : {};
}

async function nameOf(tx: Queries, accountId: string) {
	const account = await tx
		.selectFrom('account')
		.select(['name', 'email'])
		.where('id', '=', accountId)
		.executeTakeFirst();
	return account ?? {};
}
