import type { GraphSender } from './sender';
import { failureWithoutAnswer } from './failure';
import type { GraphPath } from './path';
import { fieldsOf, listOf, textOf, type Fields } from './read';
import type { GraphRequest } from './request';

/** A tenant with more pages than this in one person's collection is an answer gone wrong. */
const MOST_PAGES = 1_000;

/** Follows `@odata.nextLink` to the end; see `GraphClient.list`. */
export async function allPages(
	client: GraphSender,
	request: GraphRequest,
	firstPage?: unknown,
): Promise<readonly Fields[]> {
	const members: Fields[] = [];
	const seen = new Set<string>();
	let page = fieldsOf(firstPage ?? (await client.send(request)).body);
	for (;;) {
		if (!Array.isArray(page['value'])) {
			// Taken for an empty list it would say that there is nothing to remove.
			throw unusable('UnusableAnswer', 'Microsoft Graph answered without the list asked for.');
		}
		members.push(...listOf(page, 'value'));
		const next = textOf(page, '@odata.nextLink');
		if (next === null) return members;
		if (seen.has(next) || seen.size >= MOST_PAGES) {
			throw unusable('UnusableNextLink', 'Microsoft Graph’s pages lead in a circle.');
		}
		seen.add(next);
		page = fieldsOf((await client.send(nextPage(client, request, next))).body);
	}
}

/**
 * The request for a next page.
 * @throws GraphFailure when the link does not lead to the connection's own Graph: the token would go along
 */
export function nextPage(client: GraphSender, request: GraphRequest, link: string): GraphRequest {
	const base = `${client.connection.graphBaseUrl}/${request.version ?? 'v1.0'}/`;
	// Parsed, so that a host such as graph.microsoft.com.evil.example or a user part can't pass for ours.
	const url = URL.canParse(link) ? new URL(link).href : '';
	if (!url.startsWith(base)) {
		throw unusable(
			'UnusableNextLink',
			'Microsoft Graph’s next page lies on another host. It was not followed.',
		);
	}
	const { query: _, ...rest } = request;
	return { ...rest, path: `/${url.slice(base.length)}` as GraphPath };
}

function unusable(code: string, message: string): Error {
	return failureWithoutAnswer({ kind: 'refused', code, message });
}
