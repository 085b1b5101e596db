import { BOM, csvLine, runWords } from '../../runner';
import type { BulkCard } from './bulk-card';

const HEAD = [
	...['user', 'name', 'status', 'needs_you', 'started', 'ended', 'locked_out_seconds'],
	...['run', 'simulated', 'says'],
];

/** What became of everybody on a list, for a spreadsheet: names are data there too, never formulas. */
export function resultsCsv({ rows }: BulkCard): string {
	const lines = rows.map(({ user, name, card, needsYou, says }) => {
		const run = card?.run;
		const address = run?.offboarding?.employee.userPrincipalName ?? user;
		const status = !run ? 'Not begun' : run.status === 'running' ? 'Running' : runWords(run);
		return csvLine([
			...[address, name, status],
			...[needsYou ? 'yes' : 'no', run?.startedAt ?? null, run?.finishedAt ?? null],
			...[card?.lockOut?.seconds ?? null, run?.id ?? null, card?.simulated ? 'yes' : 'no', says],
		]);
	});
	return [BOM, csvLine(HEAD), ...lines].join('');
}
