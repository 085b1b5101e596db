import { sendBatch } from './batch';
import type { GraphConnection } from './connection';
import { allPages, nextPage } from './paging';
import type { Fields } from './read';
import type { GraphAnswer, GraphRequest, GraphResult } from './request';
import type { GraphClientOptions } from './clientOptions';
import { GraphSender } from './sender';

export type { GraphClientOptions } from './clientOptions';

/** The only road to Microsoft Graph: single requests (`send`, `attempt`), several in one round trip, and pages. */
export class GraphClient extends GraphSender {
	/**
	 * Sends independent requests in as few round trips as there are twenties of them (`$batch`).
	 * A member that is told to wait is sent again by itself, if its effect class allows.
	 *
	 * @returns one result per request, in the same order
	 * @see https://learn.microsoft.com/graph/json-batching
	 */
	async together(requests: readonly GraphRequest[]): Promise<readonly GraphResult[]> {
		return await sendBatch(this, requests, 'together');
	}

	/**
	 * Sends requests one after the other in one round trip (`$batch` with `dependsOn`): a write and its read-back.
	 * The first that fails stops the rest, which then are failures of kind `notSent`.
	 */
	async inOrder(requests: readonly GraphRequest[]): Promise<readonly GraphResult[]> {
		return await sendBatch(this, requests, 'inOrder');
	}

	/**
	 * Reads every page of a collection.
	 *
	 * @param request a GET on a collection
	 * @param firstPage its first answer, when a `$batch` brought it already
	 * @throws GraphFailure also when a page holds no list, or points to another host: it would be handed the token
	 */
	async list(request: GraphRequest, firstPage?: unknown): Promise<readonly Fields[]> {
		return await allPages(this, request, firstPage);
	}

	/** Reads one page: the first, or the one that an earlier page's `@odata.nextLink` names. */
	async page(request: GraphRequest, nextLink?: string): Promise<GraphAnswer> {
		return await this.send(nextLink ? nextPage(this, request, nextLink) : request);
	}
}

/** A client for one connection. @throws ConnectionError only later, when the first token is needed */
export function createGraphClient(
	connection: GraphConnection,
	options?: GraphClientOptions,
): GraphClient {
	return new GraphClient(connection, options);
}
