import { z } from 'zod/v4';
import { lineOf } from '../http/typed-line';
import { LIST_KEYS } from './lists';

const name = z
	.string()
	.transform(lineOf)
	.pipe(z.string().min(1, 'Give the view a name.').max(60, 'At most 60 characters.'));
const tick = z.enum(['', 'yes']).default('');

/** What may be said of a view that is there. */
export const viewForm = z.object({ name, isShared: tick, isDefault: tick });

/** A view that is made: of which list, and the state to keep as the query of an address. */
export const newViewForm = viewForm.extend({
	list: z.enum(LIST_KEYS, 'There is no such list.'),
	state: z.string().max(4_000, 'That is more than any list has.').default(''),
});

export const VIEW_FIELDS = Object.keys(newViewForm.shape);

export type ViewForm = z.output<typeof viewForm>;

/** A name as it is compared. */
export const nameKeyOf = (typed: string): string => typed.normalize('NFKC').toLowerCase();
