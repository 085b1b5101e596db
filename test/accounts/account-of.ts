import { markOf, STATUS_WORD, stepNamed, STEPS } from '../../nodes/shared/step/vocabulary';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { NamedTenant } from '../../runner/sandbox';
import { leaverUpn, leavingUpns } from '../../runner/sandbox/fixtures/tenants';
import type { Account, AccountStep } from '../../scripts/accounts/table.mjs';
import type { Walked } from '../harness/walk';

/** A walk as docs/accounts.md shows it. */
export function accountOf(named: NamedTenant, { refused, offboarding }: Walked): Account {
	const steps = STEPS.map(({ key }) => offboarding?.steps.find((outcome) => outcome.key === key));
	return {
		name: named.name,
		story: named.story,
		leaver: leaverUpn(named),
		together: leavingUpns(named),
		refused,
		steps: refused === null ? steps.filter((step) => step !== undefined).map(stepOf) : [],
	};
}

function stepOf(outcome: StepOutcome): AccountStep {
	const { number, title } = stepNamed(outcome.key);
	return {
		number,
		title,
		word: STATUS_WORD[markOf(outcome)],
		reason: outcome.reason,
		items: outcome.items.map((item) => ({
			target: item.target,
			word: STATUS_WORD[markOf(item)],
			reason: item.reason,
		})),
	};
}
