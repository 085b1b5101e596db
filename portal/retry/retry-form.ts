import { z } from 'zod/v4';

/** Why a step is tried again, and, where it may erase a device, whom it is about as it was typed and what was seen. */
export const retryForm = z.object({
	reason: z.string().trim().max(500, 'At most 500 characters.').default(''),
	confirm: z.string().trim().max(400).default(''),
	/** What the page had shown of the account; empty: nothing. */
	seen: z.string().max(64).default(''),
});
