import { z } from 'zod/v4';

/** Why it is undone, whom it is about as it was typed, and how many undos the page had shown. */
export const undoForm = z.object({
	reason: z
		.string()
		.trim()
		.min(3, 'Say why: it is kept, and printed in the record of the undo.')
		.max(500, 'At most 500 characters.'),
	confirm: z.string().trim().max(400).default(''),
	seen: z.coerce.number().int().min(0).max(10_000).default(0),
});
