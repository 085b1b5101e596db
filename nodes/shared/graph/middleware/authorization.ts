import type { Context, Middleware } from '../../vendor/microsoft';
import { fieldsOf, textOf } from '../read';
import type { TokenSource } from '../token';
import type { CallControl } from './control';
import { controlOf } from './wire';

/**
 * Puts the token on, and renews it where an answer says that it is too old: after a 401, and once after a 403, because
 * Graph answers 403 to a valid token that was issued before an admin granted the permission. Both answers mean that
 * nothing was done, so the same request may follow whatever its effect class.
 */
export class AuthorizationMiddleware implements Middleware {
	private next: Middleware | undefined;

	constructor(private readonly tokens: TokenSource) {}

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
			context.response = new Response(null, { status: 200 });
		}
	}

	private async sendAuthorized(context: Context, control: CallControl): Promise<void> {
		await this.send(context, await this.tokens.token());
		const { answer } = control;
		if (answer?.status === 401) {
			await this.send(context, await this.tokens.renew());
		} else if (answer?.status === 403 && isMissingConsent(answer.body)) {
			const fresh = await this.tokens.renewForConsent();
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

function isMissingConsent(body: unknown): boolean {
	const code = textOf(fieldsOf(fieldsOf(body)['error']), 'code');
	return code === 'Authorization_RequestDenied' || code === 'ErrorAccessDenied' || code === 'Forbidden';
}
