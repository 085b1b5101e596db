import { NOT_AS_RECORDED } from '../../runner';
import type { AutomationDeliveryRow } from '../database/automation-schema';

/** What a rule can be about. */
export type Trigger =
	| 'offboarding.started'
	| 'offboarding.completed'
	| 'offboarding.needs_attention'
	| 'offboarding.failed'
	| 'offboarding.cancelled';

interface TriggerWords {
	readonly words: string;
	/** For whoever chooses. */
	readonly means: string;
	/** How a run stands when it happens. `running`: it has begun. */
	readonly moments: readonly string[];
}

/** What the journal knows of a run's beginning and end, in the words of the product. */
export const TRIGGERS: Readonly<Record<Trigger, TriggerWords>> = {
	'offboarding.completed': {
		words: 'Offboarding completed',
		means: 'It ran to its end, with exceptions or without.',
		moments: ['completed', 'completed_with_exceptions'],
	},
	'offboarding.needs_attention': {
		words: 'Offboarding needs attention',
		means:
			'It ended with exceptions, waits for the connection, or a later check finds something not as recorded any more, such as sign-in that is on again.',
		moments: ['completed_with_exceptions', 'waiting', NOT_AS_RECORDED],
	},
	'offboarding.failed': {
		words: 'Offboarding failed',
		means: 'It failed, or was refused before anything was changed.',
		moments: ['failed', 'refused'],
	},
	'offboarding.cancelled': {
		words: 'Offboarding cancelled',
		means: 'Somebody stopped it.',
		moments: ['cancelled'],
	},
	'offboarding.started': {
		words: 'Offboarding started',
		means: 'It began, also one that was scheduled.',
		moments: ['running'],
	},
};

export const TRIGGER_NAMES = Object.keys(TRIGGERS) as readonly Trigger[];

/** A text of the database or a form as a trigger. */
export const triggerNamed = (text: string): Trigger | null =>
	TRIGGER_NAMES.find((name) => name === text) ?? null;

/** What a later check found, where it found something. */
export const NOT_SO_ANY_MORE = 'Not as recorded any more';

/** Whether a delivery tells of a later check: its moment is the number of one, such as OFF-2026-000417-A1. */
export const isOfCheck = ({
	run_id: run,
	moment,
}: Pick<AutomationDeliveryRow, 'run_id' | 'moment'>): boolean =>
	run !== null && moment.startsWith(`${run}-A`);
