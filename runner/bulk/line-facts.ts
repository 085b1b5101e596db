import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import { localTime } from '../schedule/plan-time';
import { ScheduleError } from '../schedule/schedule-error';
import { parseWallTime, resolveWallTime } from '../schedule/wall-time';
import { zoneNamed } from '../schedule/zone';

/** What a line says of a leaving can't be used. The end of a sentence, for people. */
export class LineFactsError extends Error {
	override readonly name = 'LineFactsError';
}

const LONGEST = 300;

/**
 * What the line of a list says of one person's leaving. Empty cells say nothing.
 *
 * @param end when employment ends, `2026-11-27T18:00` or `2026-11-27 18:00`, on the clocks of `zone`
 * @throws LineFactsError
 */
export function factsOfLine({
	ticket,
	end,
	zone,
}: {
	readonly ticket: string;
	readonly end: string;
	readonly zone: string;
}): { readonly ticket: string | null; readonly caseFacts: CaseFacts | null } {
	if (ticket.length > LONGEST) {
		throw new LineFactsError(`ticket is longer than ${LONGEST} characters`);
	}
	return { ticket: ticket || null, caseFacts: end === '' ? null : endOf(end, zone) };
}

function endOf(end: string, zoneText: string): CaseFacts {
	if (zoneText === '') {
		throw new LineFactsError('effective_end needs a zone, such as Europe/Berlin');
	}
	try {
		const zone = zoneNamed(zoneText);
		const wall = parseWallTime(end.replace(' ', 'T'), 'effective_end');
		const effectiveEnd = new Date(resolveWallTime(wall, zone).instant).toISOString();
		const effectiveEndLocal = localTime(effectiveEnd, zone);
		return { effectiveEnd, effectiveEndLocal, effectiveEndZone: zone };
	} catch (error) {
		if (!(error instanceof ScheduleError)) throw error;
		const what = error.problem === 'zone' ? 'zone' : 'effective_end';
		const right = what === 'zone' ? 'Europe/Berlin' : '2026-11-27 18:00';
		throw new LineFactsError(`${what} can’t be read. Write it as ${right}`, { cause: error });
	}
}
