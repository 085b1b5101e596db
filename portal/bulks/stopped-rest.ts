import { csvLine, localTime } from '../../runner';
import type { BulkCard, BulkRow } from './bulk-card';

/**
 * Who of a list was stopped before their end, as the form of a new list holds them: with what was asked for each, and for
 * all of them.
 *
 * @returns fields of the form by name; no people where nobody was stopped
 */
export function stoppedRest({ bulk, rows }: BulkCard): Readonly<Record<string, string>> {
	const stopped = rows.filter(({ isCancelled }) => isCancelled);
	const { devicePolicy, outOfOffice } = bulk.choices ?? {};
	return {
		people: stopped.length === 0 ? '' : [HEAD, ...stopped.map((row) => lineOf(bulk, row))].join(''),
		ticket: bulk.ticket ?? '',
		devices: devicePolicy ?? 'wipeCompany',
		outOfOffice: outOfOffice ?? '',
	};
}

const HEAD = csvLine(['user', 'manager', 'ticket', 'effective_end', 'zone']);

function lineOf({ members }: BulkCard['bulk'], { position, user, card }: BulkRow): string {
	const { manager = null, ticket = null, caseFacts = null } = members[position] ?? {};
	const { effectiveEnd, effectiveEndZone } = caseFacts ?? {};
	const isEnd = effectiveEnd !== undefined && effectiveEndZone !== undefined;
	return csvLine([
		card?.run.offboarding?.employee.userPrincipalName ?? user,
		...[manager, ticket],
		...(isEnd
			? [localTime(effectiveEnd, effectiveEndZone).slice(0, 16), effectiveEndZone]
			: [null, null]),
	]);
}
