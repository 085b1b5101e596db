import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { Queries } from '../database/db';
import type { Schema } from '../database/schema';
import { DirectoryError } from './errors';
import { scopeOf, type Place } from './person';
import type { Round } from './round';

/** From when on a removal has to be confirmed: more than so many percent of the people, and at least so many. */
export interface RemovalLimit {
	readonly percent: number;
	readonly people: number;
}

export const DEFAULT_REMOVAL_LIMIT: RemovalLimit = { percent: 20, people: 10 };

/** As long as Entra keeps its deleted items: until then somebody may come back. */
const KEPT_DAYS = 30;

/** What the end of a round means for those who are not in it. */
export type Removal =
	| { readonly status: 'removed'; readonly removed: number }
	| { readonly status: 'stopped'; readonly vanishing: number; readonly known: number };

/**
 * Ends a round: whoever Graph called removed, or whom a full round did not show, is taken out of the list. Too many of
 * them at once, or all, are more likely a mistake than a fact, and then nobody is.
 *
 * @param limit null when somebody confirmed it
 * @throws DirectoryError when a whole tenant has nobody: its administrators would be missing too
 */
export async function removeVanished(
	tx: Queries,
	place: Place,
	round: Round,
	limit: RemovalLimit | null,
	at: string,
): Promise<Removal> {
	const { present, vanishing, known, missing, old } = await counts(tx, place, round, at);
	if (place.group === null && round.full && vanishing === present) {
		throw new DirectoryError(
			'Microsoft Graph listed nobody at all, which no tenant is. Nobody was removed. Run it again, or look at the connection.',
		);
	}
	if (limit && isTooMany(missing, known, limit)) {
		return { status: 'stopped', vanishing: missing, known };
	}
	// Mostly there is nobody, and looking for them is as much work as counting.
	if (vanishing > 0) await takeOut(tx, place, round, at);
	if (old > 0) await forgetOld(tx, place, at);
	return { status: 'removed', removed: vanishing };
}

function isTooMany(vanishing: number, known: number, limit: RemovalLimit): boolean {
	if (vanishing === 0 || vanishing * 100 <= known * limit.percent) return false;
	return vanishing >= limit.people || vanishing >= known;
}

type Condition = (
	row: ExpressionBuilder<Schema, 'directory_person'>,
) => ExpressionWrapper<Schema, 'directory_person', SqlBool>;

/** Everybody of a list who is in it. */
function isPresent(place: Place): Condition {
	return (row) =>
		row.and([
			row('tenant_id', '=', place.tenantId),
			row('scope', '=', scopeOf(place)),
			row('removed_at', 'is', null),
		]);
}

/** Of those, whoever the round did not find there. */
function isVanishing(place: Place, round: Round): Condition {
	return (row) =>
		row.and([
			isPresent(place)(row),
			row.or([
				row('gone', 'is not', null),
				...(round.full ? [row('round', '<>', round.number)] : []),
			]),
		]);
}

/** Whoever was in the list before the round. */
function wasKnown(round: Round): Condition {
	return (row) => row.and([row('appeared_at', '<>', round.startedAt)]);
}

/** Everything there is to count, in one look at everybody: in a large tenant each look takes its time. */
async function counts(tx: Queries, place: Place, round: Round, at: string) {
	const [present, vanishing, before] = [isPresent(place), isVanishing(place, round), wasKnown(round)];
	const counted = await tx
		.selectFrom('directory_person')
		.select(({ fn }) => {
			const people = fn.countAll<number>();
			return [
				people.filterWhere(present).as('present'),
				people.filterWhere(vanishing).as('vanishing'),
				// Who came and went within the round was never known.
				people.filterWhere((row) => row.and([present(row), before(row)])).as('known'),
				people.filterWhere((row) => row.and([vanishing(row), before(row)])).as('missing'),
				people.filterWhere('removed_at', '<', keptSince(at)).as('old'),
			];
		})
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.executeTakeFirstOrThrow();
	return {
		present: Number(counted.present),
		vanishing: Number(counted.vanishing),
		known: Number(counted.known),
		missing: Number(counted.missing),
		old: Number(counted.old),
	};
}

const keptSince = (at: string): string =>
	new Date(Date.parse(at) - KEPT_DAYS * 86_400_000).toISOString();

/** Who is deleted for ever is not kept; everybody else may come back, and is then whom they were. */
async function takeOut(tx: Queries, place: Place, round: Round, at: string): Promise<void> {
	await tx
		.deleteFrom('directory_person')
		.where(isVanishing(place, round))
		.where('gone', '=', 'deleted')
		.execute();
	await tx
		.updateTable('directory_person')
		.set({ removed_at: at, changed_at: at, kind: 'removed', gone: null })
		.where(isVanishing(place, round))
		.execute();
}

async function forgetOld(tx: Queries, place: Place, at: string): Promise<void> {
	await tx
		.deleteFrom('directory_person')
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.where('removed_at', '<', keptSince(at))
		.execute();
}
