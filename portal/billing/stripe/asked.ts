import Stripe from 'stripe';
import { HttpError } from '../../http/http-error';

/**
 * Says in one line why something at Stripe did not go: that a card was refused in Stripe's own words for customers, and
 * otherwise only that nothing was done; or that nobody knows, where an answer was lost. What is not Stripe's is thrown
 * as it is.
 *
 * @param undone what is certain when it did not go
 * @param mayBeDone whether it was something that changes, so that a lost answer leaves it open
 */
export function stripeTrouble(error: unknown, undone: string, mayBeDone = false): HttpError {
	if (error instanceof Stripe.errors.StripeCardError) {
		return new HttpError(409, `${error.message} ${undone}`, { cause: error });
	}
	if (mayBeDone && isLost(error)) {
		const says =
			'The answer of Stripe was lost, so it may have gone through. Look at Billing in a minute, before you try again.';
		return new HttpError(409, says, { cause: error });
	}
	if (error instanceof Stripe.errors.StripeError) {
		const says = `Stripe could not be asked, or did not take it. ${undone} Try again in a minute.`;
		return new HttpError(409, says, { cause: error });
	}
	throw error;
}

const isLost = (error: unknown): boolean =>
	error instanceof Stripe.errors.StripeConnectionError ||
	error instanceof Stripe.errors.StripeAPIError;
