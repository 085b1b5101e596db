import { NOT_AS_RECORDED, tryWords, type AddendumRecord, type RunRecord } from '../../runner';
import type { AutomationDeliveryRow } from '../database/automation-schema';
import { checkpointOf } from './checkpoint-of';
import { oneLine, type ToldEvent } from './shapes/event';
import { toldOf, type Surroundings } from './told-event';
import { NOT_SO_ANY_MORE } from './triggers';

type Delivery = Pick<AutomationDeliveryRow, 'id' | 'happened_at' | 'checkpoint'>;

/** A later check that is there still, whose person was not erased. */
type KeptCheck = AddendumRecord & { readonly addendum: NonNullable<AddendumRecord['addendum']> };

const TYPE = 'offboarding.check.needs_attention';

/**
 * What is told of a later check that found something. A type and a status of its own: a run that has completed is told
 * of here for what is not so any more, and nobody shall read it as its end. Its steps are left out, because they say
 * what was so then.
 */
export function toldCheck(
	delivery: Delivery,
	run: RunRecord,
	{ id, number, checkedAt, addendum, report }: KeptCheck,
	{ publicUrl, organisation, tenantName }: Surroundings,
): ToldEvent {
	const { only } = run.request;
	const offboarding = toldOf(run, run.status, publicUrl, tenantName);
	const found = addendum.checks
		.filter(({ status }) => status === 'contradicted')
		.map(({ claim, says }) => ({ claim: oneLine(claim), says: oneLine(says) }));
	const said = found.map(({ claim, says }) => `${claim}: not so any more. ${says}`).join(' ');
	return {
		...{ id: delivery.id, type: TYPE, at: delivery.happened_at, isTest: false, organisation },
		title: `${only ? `${tryWords(only)},` : 'Offboarding'} ${NOT_SO_ANY_MORE.toLowerCase()}`,
		offboarding: {
			...{ ...offboarding, status: NOT_AS_RECORDED },
			statusWords: offboarding.simulated ? `${NOT_SO_ANY_MORE}, simulated` : NOT_SO_ANY_MORE,
			...{ summary: said, steps: [], check: { id, at: checkedAt, found } },
			reportUrl: report ? `${publicUrl}/reports/${run.id}/addenda/${number}` : null,
		},
		checkpoint: checkpointOf(delivery.checkpoint),
	};
}
