import { z } from 'zod/v4';
import { guardedRequest, type Way } from './guard/guarded-request';
import type { WebhookAnswer, WebhookRequest } from './post-webhook';
import { correlationOf } from './shapes/service-now';

const found = z.object({ result: z.array(z.object({ number: z.string().max(40).optional() })) });

/**
 * Looks whether ServiceNow has the record of a delivery that was sent before and whose answer may have been lost: a
 * second try must not open a second incident.
 *
 * @param id of the delivery
 * @param run what it is about
 * @returns what to write down instead of sending; null where it has none, or does not let itself be asked
 */
export async function openedBefore(
	{ url, headers }: Pick<WebhookRequest, 'url' | 'headers'>,
	{ id, run }: { readonly id: string; readonly run: string },
	way: Way,
): Promise<WebhookAnswer | null> {
	const wanted = correlationOf(id, run);
	const asked = new URL(url);
	asked.search = new URLSearchParams({
		sysparm_query: `correlation_id=${wanted.correlation_id}^correlation_display=${wanted.correlation_display}`,
		...{ sysparm_fields: 'number', sysparm_limit: '1' },
	}).toString();
	const request = { method: 'GET', url: asked.href, headers, body: null } as const;
	const { text, isOutside: _, ...answer } = await guardedRequest(request, way);
	const [record] = answer.status === 200 ? recordsIn(text) : [];
	return record ? { ...answer, answer: `It was there already: ${record.number ?? 'found'}` } : null;
}

function recordsIn(text: string) {
	try {
		return found.parse(JSON.parse(text)).result;
	} catch {
		// A page that asks to sign in, or a table that does not know these columns.
		return [];
	}
}
