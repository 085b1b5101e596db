import type { Context, Middleware } from '../../vendor/microsoft';
import type { TokenSource } from '../token';
import type { CallControl } from './control';
import { controlOf, NO_RESPONSE } from './wire';

/**
 * Puts the token on, and renews it where an answer says that it is too old: after a 401, and once after a 403, because
 * Graph answers 403 to a valid token that was issued before an admin granted the permission. Both answers mean that
 * nothing was done, so the same request may follow whatever its effect class.
 */
export class AuthorizationMiddleware implements Middleware {
	private next: Middleware | undefined;

	/** @param base where the connection's Graph lives, with a slash at the end: nobody else gets a token */
	constructor(
		private readonly tokens: TokenSource,
		private readonly base: string,
	) {}

	setNext(next: Middleware): void {
		this.next = next;
	}

	async execute(context: Context): Promise<void> {
		const control = controlOf(context);
		try {
			await this.sendAuthorized(context, control);
		} catch (error) {
			// Thrown on, the SDK would wrap it and its text would be lost.
			control.tokenFailure = error instanceof Error ? error : new Error(String(error));
			control.answer = null;
			control.networkFailure = { code: 'SignInFailed', sent: control.leftOpen };
			context.response = NO_RESPONSE;
		}
	}

	private async sendAuthorized(context: Context, control: CallControl): Promise<void> {
		if (typeof context.request !== 'string' || !context.request.startsWith(this.base)) {
			throw new Error('A request would have left for another host than the connection names.');
		}
		const token = await this.tokens.token();
		const generation = this.tokens.generation();
		await this.send(context, token);
		const { answer } = control;
		if (answer?.status === 401) {
			await this.send(context, await this.tokens.renew());
		} else if (answer?.status === 403) {
			// Whatever its code: each service has its own word for a missing permission.
			const { permissions, pauseForConsent: pause } = control;
			const fresh = await this.tokens.renewForConsent({ generation, permissions, pause });
			if (fresh !== null) await this.send(context, fresh);
		}
	}

	private async send(context: Context, token: string): Promise<void> {
		context.options = {
			...context.options,
			headers: { ...(context.options?.headers as object), authorization: `Bearer ${token}` },
		};
		await this.next?.execute(context);
	}
}
