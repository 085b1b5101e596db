import { RateLimiterMemory } from 'rate-limiter-flexible';
import { HttpError } from '../http/http-error';
import type { EmailAddress } from './email-address';
import { placeOf } from './place';

const MINUTES = 15;
/** Tries of one address from one place, and of one place for whatever address. */
const PER_ADDRESS = 5;
const PER_PLACE = 60;

/** Counts tries to sign in. A password is guessed slowly, and nobody locks somebody else out from another place. */
export class SignInLimit {
	readonly #pairs = new RateLimiterMemory({ points: PER_ADDRESS, duration: MINUTES * 60 });
	readonly #places = new RateLimiterMemory({ points: PER_PLACE, duration: MINUTES * 60 });

	/** @throws HttpError when there were too many */
	async take(ip: string, email: EmailAddress): Promise<number> {
		try {
			await this.#places.consume(placeOf(ip));
			const left = await this.#pairs.consume(`${placeOf(ip)}|${email.key}`);
			return left.remainingPoints;
		} catch (error) {
			if (error instanceof Error) throw error;
			throw new HttpError(429, `Wait ${MINUTES} minutes, or choose a new password by mail.`);
		}
	}

	/** After the right password the count begins anew. */
	async forgive(ip: string, email: EmailAddress): Promise<void> {
		await this.#pairs.delete(`${placeOf(ip)}|${email.key}`);
	}
}
