import { Webhook } from 'standardwebhooks';

/** What is signed. */
export interface Signable {
	/** The webhook-id: the same however often it is sent. */
	readonly id: string;
	readonly at: Date;
	readonly body: string;
	/** One, or two while changing over; none for destinations that check nothing. */
	readonly secrets: readonly string[];
}

/**
 * The headers of Standard Webhooks. Those without a secret get the first two all the same: they let a receiver see what
 * it has had already.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders({ id, at, body, secrets }: Signable): Record<string, string> {
	const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
	return {
		'webhook-id': id,
		'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
		...(signatures.length > 0 ? { 'webhook-signature': signatures.join(' ') } : {}),
	};
}
