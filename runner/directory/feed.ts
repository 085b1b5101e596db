import {
	fieldsOf,
	GraphFailure,
	graphPath,
	listOf,
	textOf,
	type GraphClient,
	type GraphRequest,
} from '../../nodes/shared/graph';
import { READ_GROUP, READ_PEOPLE } from './permissions';
import { DirectoryError } from './errors';
import type { Place } from './person';
import { readSighting, SELECT, type Sighting } from './sighting';

/** One page of people, and what comes after it: another page, the end with a way to ask for changes, or the end. */
export interface FeedPage {
	readonly sightings: readonly Sighting[];
	readonly nextLink: string | null;
	readonly deltaLink: string | null;
}

/** 200,000 people at Graph's smallest usual page are 2,000 of them. */
const MOST_PAGES = 20_000;

/** Lock-outs of the same tenant go first when Graph has to choose. */
const LOW_PRIORITY = { 'x-ms-throttle-priority': 'Low' };

/**
 * What lists everybody of a place. Needs User.Read.All; for a group GroupMember.Read.All too. Reads only.
 *
 * @see https://learn.microsoft.com/graph/api/user-delta
 * @see https://learn.microsoft.com/graph/api/group-list-transitivemembers
 */
export function feedRequest({ group }: Place): GraphRequest {
	const common = { method: 'GET', effect: 'read', list: true } as const;
	if (group === null) {
		return {
			...common,
			path: graphPath`/users/delta`,
			query: { $select: `${SELECT},manager` },
			// Asked for with every page: Graph does not remember it.
			headers: { ...LOW_PRIORITY, prefer: 'odata.maxpagesize=999' },
			permissions: READ_PEOPLE,
		};
	}
	return {
		...common,
		path: graphPath`/groups/${group}/transitiveMembers/microsoft.graph.user`,
		query: { $select: SELECT, $top: '999' },
		headers: LOW_PRIORITY,
		permissions: READ_GROUP,
	};
}

/**
 * Reads a feed page by page. The next page is asked for before the current one is handed out, so that it travels while
 * that one is written.
 *
 * @param link where to go on; null for the beginning
 * @param signal ends it before the next page
 * @throws GraphFailure, or DirectoryError for an answer that can't be a whole list
 */
export async function* readFeed(
	client: GraphClient,
	place: Place,
	link: string | null,
	signal?: AbortSignal,
): AsyncGenerator<FeedPage> {
	const request = feedRequest(place);
	const seen = new Set<string>();
	const fetch = (from: string | null) => client.page(request, from ?? undefined);
	let coming = unlessStopped(fetch(link), signal);
	for (;;) {
		const answer = await coming;
		// The page may have come before the wish to stop.
		if (signal?.aborted) throw stopped();
		const page = pageOf(answer.body, place);
		const next = page.nextLink;
		if (next !== null) {
			if (seen.has(next) || seen.size >= MOST_PAGES) {
				throw new DirectoryError('Microsoft Graph’s pages lead in a circle. Run the sync again.');
			}
			seen.add(next);
			coming = unlessStopped(fetch(next), signal);
			// Whoever stops reading does not wait for it, and its failure is nobody's then.
			coming.catch(() => undefined);
		}
		yield page;
		if (next === null) return;
	}
}

function pageOf(body: unknown, place: Place): FeedPage {
	const fields = fieldsOf(body);
	const rows = listOf(fields, 'value');
	const sightings = rows.map(readSighting).filter((sighting) => sighting !== null);
	if (sightings.length < rows.length) {
		throw new DirectoryError('Microsoft Graph listed somebody without an object id. Run it again.');
	}
	const nextLink = textOf(fields, '@odata.nextLink');
	const deltaLink = nextLink === null ? textOf(fields, '@odata.deltaLink') : null;
	if (place.group !== null) refuseBareMembers(sightings);
	else if (nextLink === null && deltaLink === null) {
		// Taken for the end, everybody who was to come would seem to have left.
		throw new DirectoryError('Microsoft Graph’s list of people broke off. Run the sync again.');
	}
	return { sightings, nextLink, deltaLink };
}

/** An app that may read members but not people gets their ids and nothing else, and no error. */
function refuseBareMembers(sightings: readonly Sighting[]): void {
	if (sightings.every(({ facts }) => typeof facts.user_principal_name === 'string')) return;
	throw new DirectoryError(
		`Microsoft Graph lists the members without their names: the app lacks the application permission ${READ_PEOPLE[0]}. ` +
			'Grant it with admin consent, then run this again.',
	);
}

function stopped(): DirectoryError {
	return new DirectoryError('It was stopped. Run it again: it goes on from there.');
}

async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await work;
	let stop = () => {};
	const ended = new Promise<never>((_, reject) => {
		stop = () => reject(stopped());
		signal.addEventListener('abort', stop);
		if (signal.aborted) stop();
	});
	try {
		return await Promise.race([work, ended]);
	} finally {
		signal.removeEventListener('abort', stop);
		work.catch(() => undefined);
	}
}

/**
 * True when Graph says that a link is too old or not one of its own: 410 of any kind, or a 400 about the token.
 * What it says is not the same everywhere, so its words are looked at too.
 */
export function isStaleLink(error: unknown): boolean {
	if (!(error instanceof GraphFailure)) return false;
	if (error.status === 410) return true;
	const words = `${error.code} ${error.graphMessage ?? ''}`;
	return error.status === 400 && /sync\s?state|resync|token/i.test(words);
}

/** True for a link of this connection's own Graph; another one (a sandbox of yesterday) is not even tried. */
export function isOwnLink(link: string, client: GraphClient): boolean {
	const base = `${client.connection.graphBaseUrl}/v1.0/`;
	return URL.canParse(link) && new URL(link).href.startsWith(base);
}
