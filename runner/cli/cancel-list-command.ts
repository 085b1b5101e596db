import { setTimeout as delay } from 'node:timers/promises';
import type { KeptBulk } from '../bulk/read-bulks';
import type { Runs } from '../contract';
import { toJson } from '../run-json';
import { standardOutput } from '../terminal/output';
import { listLines } from '../terminal/run-lines';
import { CommandError } from './command-error';

/** How long everybody on a list has to stop: the requests under way may take their whole time. */
const STOPS_WITHIN_MS = 60_000;

/**
 * `offboardiq runs cancel BULK-…`: stops everybody on a list before their next request.
 *
 * @returns what to print: their runs as JSON, or a line for each
 * @throws CommandError where there is no such list, or it has ended
 */
export async function cancelList(runs: Runs, id: string, json: boolean): Promise<string> {
	const answer = await runs.cancelBulk(id);
	if (answer === 'none') throw new CommandError(`There is no list ${id} here.`);
	if (answer === 'over') throw new CommandError(`${id} has ended already. Nothing was stopped.`);
	const bulk = await ended(runs, id);
	const begun = bulk?.members.flatMap(({ runId }) => runId ?? []) ?? [];
	const all = begun.length === 0 ? [] : await runs.runs({ ids: begun });
	if (json) return JSON.stringify(all.map(toJson));
	const says =
		bulk?.finishedAt === null
			? `${id} is being stopped. Nobody works on it now: it ends when a runner does.`
			: `${id} was stopped. What had been sent before stays; whose turn had not come keeps their account.`;
	const output = standardOutput();
	return [says, ...all.flatMap((run) => listLines(run, output))].join('\n');
}

/** Waits until whoever works on it has stopped. */
async function ended(runs: Runs, id: string): Promise<KeptBulk | null> {
	for (let waited = 0; ; waited += 250) {
		const bulk = await runs.bulkOf(id);
		if (bulk === null || bulk.finishedAt !== null || waited >= STOPS_WITHIN_MS) return bulk;
		await delay(250);
	}
}
