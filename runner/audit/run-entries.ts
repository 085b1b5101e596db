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
	const { outcomes, read } = await outcomesOf(tx, run);
	return {
		type: 'offboarding.results',
		run,
		facts: { ...read, steps: outcomes.map(factsOf) },
		personal: { steps: outcomes.map(personalOf) },
	};
}

/** How it ended, and the record of it; or that it waits. */
export async function ended(tx: Queries, run: string, end: RunEnd): Promise<NewEntry[]> {
	const { status, message, report } = end;
	const { outcomes, record, read } = await outcomesOf(tx, run);
	const steps = STEPS.map(({ key }) => {
		const outcome = outcomes.find((one) => one.key === key);
		return { key, status: outcome?.status ?? 'pending', verified: outcome?.verified ?? false };
	});
	const type = status === 'waiting' ? 'offboarding.waits' : 'offboarding.ended';
	const facts = { ...read, status, steps };
	const last: NewEntry = { type, run, facts, personal: { message } };
	if (report === null) return [last];
	// The run as the journal keeps it, so that a change there can be found later.
	const json = record === null ? null : createHash('sha256').update(record).digest('hex');
	const recorded = { pdf: report.sha256, json };
	return [{ type: 'offboarding.recorded', run, facts: recorded }, last];
}

/** What a run came to so far. */
interface SoFar {
	readonly outcomes: readonly StepOutcome[];
	/** The offboarding as the journal keeps it, once the last step has ended. */
	readonly record: string | null;
	/** Said of a run that only reads, so that its end is not taken for that of an offboarding. */
	readonly read: { readonly dryRun?: true };
}

/** In one question, because every run asks it twice; a run that has no step yet has a row too. */
async function outcomesOf(tx: Queries, run: string): Promise<SoFar> {
	const rows = await tx
		.selectFrom('run')
		.leftJoin('step', (join) =>
			join.onRef('step.run_id', '=', 'run.id').on('step.outcome_json', 'is not', null),
		)
		.select((of) => [
			'step.outcome_json',
			'run.dry_run',
			// Once, not with each of ten rows: it is large.
			of
				.case()
				.when('step.key', '=', 'compliancePdf')
				.then(of.ref('run.offboarding_json'))
				.end()
				.as('record'),
		])
		.where('run.id', '=', run)
		.execute();
	const known = rows.flatMap(({ outcome_json }) =>
		outcome_json === null ? [] : fromJsonText<StepOutcome>(outcome_json, `a step of run ${run}`),
	);
	return {
		outcomes: STEPS.flatMap(({ key }) => known.find((outcome) => outcome.key === key) ?? []),
		record: rows.find((row) => row.record)?.record ?? null,
		read: rows[0]?.dry_run === 1 ? { dryRun: true } : {},
	};
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
