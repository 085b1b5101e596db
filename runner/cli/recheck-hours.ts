import { CommandError } from './command-error';

/** A month. */
const MOST_RECHECK_HOURS = 744;

/**
 * How long after its end a run is looked at again, hours.
 *
 * @returns null for never
 * @throws CommandError
 */
export function recheckHours(text: string): number | null {
	if (text === 'off') return null;
	const hours = /^\d+$/.test(text) ? Number(text) : 0;
	if (hours >= 1 && hours <= MOST_RECHECK_HOURS) return hours;
	throw new CommandError(
		`--recheck-after takes whole hours from 1 to ${MOST_RECHECK_HOURS}, or off.`,
	);
}
