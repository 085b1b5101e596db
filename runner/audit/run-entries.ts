import { createHash } from 'node:crypto';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import { STEPS } from '../../nodes/shared/step/vocabulary';
import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';
import type { RunEnd } from '../journal/run-record';
import type { RunRequest } from '../journal/run-record';
import type { Facts, NewEntry } from './acts';

/** Somebody asked for an offboarding; nobody was looked for yet. */
export function requested(run: string, request: RunRequest, more: Facts = {}): NewEntry {
	const { user, manager, ticket, caseFacts, choices, tenantId, cloud, dryRun, requestedBy } =
		request;
	return {
		type: 'offboarding.requested',
		actor: request.actor ?? request.requestedBy,
		run,
		facts: { tenant: tenantId.toLowerCase(), cloud, dryRun, ...more },
		personal: {
			...{ user, manager, ticket },
			...(caseFacts ? { caseFacts } : {}),
			...(choices ? { choices } : {}),
			...(request.actor ? { requestedBy } : {}),
		},
	};
}

/** From here on it is about an object id. */
export function begun(run: string, { tenant, employee, manager, request }: Offboarding): NewEntry {
	const { id, userPrincipalName, displayName } = employee;
	return {
		type: 'offboarding.begun',
		run,
		facts: { tenant: tenant.id.toLowerCase(), simulated: tenant.simulated, dryRun: request.dryRun },
		personal: {
			employee: { id, userPrincipalName, displayName },
			manager: manager && {
				...{ id: manager.id, displayName: manager.displayName },
				userPrincipalName: manager.userPrincipalName,
			},
		},
	};
}

/** What the steps have come to before the record is drawn, so that its checkpoint covers them. */
export async function resultsSoFar(tx: Queries, run: string): Promise<NewEntry> {
	const { outcomes } = await outcomesOf(tx, run);
	return {
		type: 'offboarding.results',
		run,
		facts: { steps: outcomes.map(factsOf) },
		personal: { steps: outcomes.map(personalOf) },
	};
}

/** How it ended, and the record of it; or that it waits. */
export async function ended(tx: Queries, run: string, end: RunEnd): Promise<NewEntry[]> {
	const { status, message, report } = end;
	const { outcomes, record } = await outcomesOf(tx, run);
	const steps = STEPS.map(({ key }) => {
		const outcome = outcomes.find((one) => one.key === key);
		return { key, status: outcome?.status ?? 'pending', verified: outcome?.verified ?? false };
	});
	const type = status === 'waiting' ? 'offboarding.waits' : 'offboarding.ended';
	const last: NewEntry = { type, run, facts: { status, steps }, personal: { message } };
	if (report === null) return [last];
	// The run as the journal keeps it, so that a change there can be found later.
	const json = record === null ? null : createHash('sha256').update(record).digest('hex');
	const recorded = { pdf: report.sha256, json };
	return [{ type: 'offboarding.recorded', run, facts: recorded }, last];
}

/** What the steps came to, and the offboarding once the last of them has ended: in one question. */
async function outcomesOf(
	tx: Queries,
	run: string,
): Promise<{ readonly outcomes: readonly StepOutcome[]; readonly record: string | null }> {
	const rows = await tx
		.selectFrom('step')
		.leftJoin('run', (join) =>
			join.onRef('run.id', '=', 'step.run_id').on('step.key', '=', 'compliancePdf'),
		)
		.select(['step.outcome_json', 'run.offboarding_json'])
		.where('step.run_id', '=', run)
		.where('step.outcome_json', 'is not', null)
		.execute();
	const known = rows.map(({ outcome_json }) =>
		fromJsonText<StepOutcome>(outcome_json ?? '', `a step of run ${run}`),
	);
	const outcomes = STEPS.flatMap(({ key }) => known.find((outcome) => outcome.key === key) ?? []);
	return { outcomes, record: rows.find((row) => row.offboarding_json)?.offboarding_json ?? null };
}

function factsOf({ key, status, verified, items }: StepOutcome): Facts {
	return { key, status, verified, items: countsOf(items) };
}

function countsOf(items: readonly ItemOutcome[]): Facts {
	const counts: Record<string, number> = {};
	for (const { status, verified } of items) {
		const word = status === 'done' && !verified ? 'accepted' : status;
		counts[word] = (counts[word] ?? 0) + 1;
	}
	return counts;
}

function personalOf({ key, summary, reason, items }: StepOutcome) {
	return {
		...{ key, summary, reason },
		items: items.map(({ target, targetId, status, verified, reason, requestId }) => ({
			...{ target, targetId, status, verified, reason, requestId },
		})),
	};
}
