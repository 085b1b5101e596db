import { toJson, tryWords, type RunRecord } from '../../runner';
import type { Services } from '../services';
import type { CellValue } from './tables';
import { withoutPlaces } from './without-places';

const AT_ONCE = 100;

/** All runs of these tenants, the newest first, previews too. */
export async function* runsOf(
	{ runner }: Services,
	tenantIds: readonly string[],
): AsyncGenerator<RunRecord> {
	if (tenantIds.length === 0) return;
	let last: RunRecord | undefined;
	do {
		const after = last ? { after: last } : {};
		const runs = await runner.runs({ tenantIds, limit: AT_ONCE, ...after });
		yield* runs;
		last = runs.length < AT_ONCE ? undefined : runs.at(-1);
	} while (last);
}

export const RUNS = [
	...['Number', 'Name', 'User', 'Result', 'Preview', 'Began (UTC)', 'Ended (UTC)'],
	...['Asked for by', 'Ticket', 'Tenant', 'Record', 'One more try'],
];

/** A line about each run. */
export async function* runLines(runs: AsyncIterable<RunRecord>): AsyncGenerator<CellValue[]> {
	for await (const run of runs) {
		const { request, offboarding } = run;
		yield [
			...[run.id, offboarding?.employee.displayName ?? null, request.user, run.status],
			...[request.dryRun, run.startedAt, run.finishedAt, request.requestedBy, request.ticket],
			// A line that says completed of one step is none of the whole.
			...[request.tenantId, fileOf(run), request.only ? tryWords(request.only) : null],
		];
	}
}

const placeOf = ({ id }: RunRecord): string => `audit/reports/${id}.pdf`;

const fileOf = (run: RunRecord): string | null => (run.report === null ? null : placeOf(run));

/** Everything the journal has of each run: what was asked for, found, done and undone. Paths of this machine stay here. */
export async function* runRecords(
	{ runner }: Services,
	runs: AsyncIterable<RunRecord>,
): AsyncGenerator<unknown> {
	for await (const run of runs) {
		const { user, manager, requestedBy, ticket, requestedAt, dryRun, tenantId, cloud } =
			run.request;
		const request = { user, manager, requestedBy, ticket, requestedAt, dryRun, tenantId, cloud };
		const undos = (await runner.undos([run.id])).map(({ report, owner: _owner, ...undo }) => ({
			...{ ...undo, report: report && `audit/reports/${undo.id}.pdf` },
			sha256: report?.sha256 ?? null,
		}));
		const record = {
			...{ ...toJson(run), report: fileOf(run), sha256: run.report?.sha256 ?? null },
			request: { ...request, caseFacts: run.request.caseFacts ?? null },
			...{ message: run.message, offboarding: run.offboarding, outcomes: run.steps, undos },
		};
		yield withoutPlaces(run, record, placeOf(run));
	}
}

/** What happened in each run, in order. */
export async function* runEvents(
	{ runner }: Services,
	runs: AsyncIterable<RunRecord>,
): AsyncGenerator<unknown> {
	for await (const run of runs) {
		const events = await runner.events(run.id, 0);
		for (const event of events) yield withoutPlaces(run, { run: run.id, ...event }, placeOf(run));
	}
}

/** What people decided and did about runs that had ended. */
export async function* followUpsOf(
	{ runner }: Services,
	runs: AsyncIterable<RunRecord>,
): AsyncGenerator<unknown> {
	for await (const { id } of runs) yield* await runner.followUps.of([id]);
}
