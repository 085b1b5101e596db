import { namedValuesIn } from './namedValues';

/** What an organisation may want done with the devices of a leaver. */
export const DEVICE_POLICIES = ['wipeCompany', 'retireAll', 'leave'] as const;

/**
 * What whoever asks chose for single steps. What is absent is the step's own default. It travels with the item, so that
 * a run that goes on after a crash goes on with the same.
 */
export interface StepChoices {
	/** Step 8. */
	readonly devicePolicy?: (typeof DEVICE_POLICIES)[number];
	/** Step 7: the automatic reply inside and outside the company. Plain text: data, never markup. */
	readonly outOfOffice?: string;
}

/** Longer than any reply that is read. */
export const LONGEST_REPLY = 4_000;

/** The choices cannot be used as they are. One line for people. */
export class StepChoicesError extends Error {
	override readonly name = 'StepChoicesError';
}

/**
 * Choices as they come from outside: an object, or its JSON as text.
 *
 * @returns null where nothing was chosen
 * @throws StepChoicesError for an unknown name or value: a slip must not wipe what was to be left
 */
export function stepChoicesIn(given: unknown): StepChoices | null {
	return namedValuesIn(
		given,
		choiceOf,
		() => new StepChoicesError('The step choices are not a JSON object.'),
	);
}

function choiceOf(name: string, value: unknown): string {
	if (name === 'devicePolicy') {
		const policy = DEVICE_POLICIES.find((one) => one === value);
		if (policy) return policy;
		throw new StepChoicesError(`devicePolicy is one of ${DEVICE_POLICIES.join(', ')}.`);
	}
	if (name !== 'outOfOffice') {
		throw new StepChoicesError(`There is no step choice "${name.slice(0, 60)}".`);
	}
	if (typeof value === 'string' && value.length <= LONGEST_REPLY) return value;
	throw new StepChoicesError(`outOfOffice is a text of at most ${LONGEST_REPLY} characters.`);
}
