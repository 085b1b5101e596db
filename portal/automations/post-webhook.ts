import { guardedRequest, type RawAnswer, type Way } from './guard/guarded-request';
import { keptAnswer } from './kept-answer';

/** What is sent. */
export interface WebhookRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Texts that must not be kept when they come back in an answer. */
	readonly secrets: readonly string[];
}

/** What came of it. */
export interface WebhookAnswer extends Pick<
	RawAnswer,
	'status' | 'retryAfter' | 'tookMs' | 'trouble' | 'mayRepeat'
> {
	/** The beginning of what came, without what is secret; null: nothing that may be kept. */
	readonly answer: string | null;
}

/** Posts a body, once. Never throws: what went wrong is in the answer. See `guardedRequest`. */
export async function postWebhook(
	{ secrets, ...request }: WebhookRequest,
	way: Way,
): Promise<WebhookAnswer> {
	const { text, isOutside, ...answer } = await guardedRequest({ ...request, method: 'POST' }, way);
	return { ...answer, answer: isOutside ? keptAnswer(text, secrets) : null };
}
