import { runWords, type RunRecord } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { lockedOut } from '../dashboard/last-days';
import { TARGET_SECONDS } from '../dashboard/lock-out-chart';
import type { Services } from '../services';
import type { Week } from './week';

/** What a week came to. */
export interface EndedLines {
	readonly count: number;
	readonly lines: readonly string[];
}

const AT_ONCE = 500;

/** What ended in a week, by result, and how long lock-outs took. Rehearsals are told apart. */
export async function endedIn(
	{ runner }: Services,
	tenants: readonly Tenant[],
	{ from, at }: Week,
): Promise<EndedLines> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId.toLowerCase());
	const moments = await runner.moments({ tenantIds, of: 'ends', since: from });
	// One that waits has ended for now only: it is among what needs somebody.
	const ids = moments
		.filter((one) => one.at < at && one.status !== 'waiting')
		.map(({ run }) => run);
	const runs: RunRecord[] = [];
	for (let first = 0; first < ids.length; first += AT_ONCE) {
		runs.push(...(await runner.runs({ ids: ids.slice(first, first + AT_ONCE), tenantIds })));
	}
	const simulated = new Set(
		tenants.filter((one) => one.simulated).map(({ tenantId }) => tenantId.toLowerCase()),
	);
	const isRehearsed = ({ request }: RunRecord) => simulated.has(request.tenantId.toLowerCase());
	const isTry = ({ request }: RunRecord) => Boolean(request.only);
	const those = (rehearsed: boolean, tried: boolean) =>
		runs.filter((run) => isRehearsed(run) === rehearsed && isTry(run) === tried);
	const lines = [
		...linesOf(those(false, false), 'offboarding', 'offboardings'),
		...linesOf(those(true, false), 'rehearsal', 'rehearsals'),
		// Nobody left by one more try of a step: it is counted with none of them.
		...linesOf(those(false, true), 'more try of a step', 'more tries of a step'),
		...linesOf(those(true, true), 'rehearsed try of a step', 'rehearsed tries of a step'),
	];
	return { count: runs.filter((run) => !isTry(run)).length, lines };
}

function linesOf(runs: readonly RunRecord[], one: string, many: string): readonly string[] {
	if (runs.length === 0) return [];
	const counts = new Map<string, number>();
	for (const run of runs) counts.set(runWords(run), (counts.get(runWords(run)) ?? 0) + 1);
	const results = [...counts].map(([word, count]) => `${count} ${word.toLowerCase()}`);
	const what = runs.length === 1 ? `1 ${one} ended` : `${runs.length} ${many} ended`;
	return [`${what}: ${results.join(', ')}.`, ...lockOutsOf(runs, many)];
}

function lockOutsOf(runs: readonly RunRecord[], many: string): readonly string[] {
	const seconds = runs.flatMap((run) => lockedOut(run).seconds ?? []).sort((a, b) => a - b);
	const median = seconds[Math.floor((seconds.length - 1) / 2)];
	if (median === undefined) return [];
	const met = seconds.filter((one) => one <= TARGET_SECONDS).length;
	return [
		`Time to the lock-out in these ${many}: ${median.toFixed(1)} s in the median. The target is ${TARGET_SECONDS} s; ${met} of ${seconds.length} within it.`,
	];
}
